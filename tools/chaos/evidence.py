"""What a run has left behind, as plain data; where it comes from is no matter here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Published:
    """One outbox row, in the order of `id`; `cause` is the id of the event that led to it."""

    id: int
    event_id: str
    type: str
    subject: str
    key: str
    cause: str | None = None


@dataclass(frozen=True)
class Logged:
    """One event of the log; `envelope` is its text."""

    position: int
    source: str
    event_id: str
    type: str
    subject: str
    key: str
    cause: str | None = None
    envelope: str = ""


@dataclass(frozen=True)
class Comment:
    """A comment as its owner or query has it; query has no text unless it is approved."""

    post_id: str
    content: str | None
    status: str
    version: int


@dataclass(frozen=True)
class Evidence:
    """All that the five databases hold, by id, once everything has come to rest.

    `posts` and `comments` are their owners' own; `known_posts` are those that comments takes
    comments on; `reviews` is moderation's decision on each comment; `shown_posts` is the comment
    count of each post that query shows, and `shown_ready` its JSON. `outboxes` is by source, in the
    order of the rows.
    """

    posts: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, Comment] = field(default_factory=dict)
    known_posts: Collection[str] = ()
    reviews: Mapping[str, str] = field(default_factory=dict)
    shown_posts: Mapping[str, int] = field(default_factory=dict)
    shown_ready: Mapping[str, str] = field(default_factory=dict)
    shown_comments: Mapping[str, Comment] = field(default_factory=dict)
    log: Sequence[Logged] = ()
    outboxes: Mapping[str, Sequence[Published]] = field(default_factory=dict)
