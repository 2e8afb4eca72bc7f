"""What events make of the projection's rows. Pure; the order of a post's own events is kept.

Each rule is the same however often an event comes: what was deleted stays deleted, a comment goes
only from an older version to a newer one, and its time of creation is the earliest that was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from query_site.query.facts import CommentGone, CommentWritten, Fact, PostGone, PostWritten
from query_site.query.ready import CommentLine, comment_line, merge_newest

UNTOLD: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time of creation that no event has told."""

State = Literal["awaited", "live", "deleted"]


@dataclass(slots=True)
class PostRow:
    """A post's row. `newest` and `more` are as they were before this fold."""

    id: str
    state: State = "awaited"
    title: str = ""
    created_at: datetime = UNTOLD
    comment_count: int = 0
    newest: list[CommentLine] = field(default_factory=list)
    more: bool = False


@dataclass(slots=True)
class CommentRow:
    """A comment's row; one that is deleted keeps its ids and nothing else."""

    id: str
    post_id: str
    version: int = 0
    status: str = "pending"
    content: str | None = None
    created_at: datetime = UNTOLD
    deleted: bool = False

    @property
    def line(self) -> CommentLine:
        """As the page shows it."""
        return comment_line(
            id=self.id, content=self.content, status=self.status, created_at=self.created_at
        )


class Fold:
    """Applies facts to the rows that they concern, and knows which of them have changed."""

    def __init__(self, posts: Iterable[PostRow] = (), comments: Iterable[CommentRow] = ()) -> None:
        self._posts = {row.id: row for row in posts}
        self._comments = {row.id: row for row in comments}
        self._changed_comments: dict[str, dict[str, CommentRow]] = {}
        self._changed_posts: dict[str, PostRow] = {}
        self.emptied: set[str] = set()
        """Ids of posts whose comments, all that were there before, are to go."""

    @property
    def changed_posts(self) -> list[PostRow]:
        """The posts to be written."""
        return list(self._changed_posts.values())

    @property
    def changed_comments(self) -> list[CommentRow]:
        """The comments to be written."""
        return [row for rows in self._changed_comments.values() for row in rows.values()]

    def newest(self, post: PostRow) -> list[CommentLine] | None:
        """The post's newest lines now; None where they have to be read from the rows."""
        rows = self._changed_comments.get(post.id, {})
        written = [row.line for row in rows.values() if not row.deleted]
        return merge_newest(post.newest, more=post.more, gone=rows.keys(), written=written)

    def apply(self, fact: Fact) -> None:
        """Apply one fact; nothing but the fold's own rows is touched."""
        match fact:
            case PostWritten():
                self._post_written(fact)
            case PostGone():
                self._post_gone(fact)
            case CommentWritten():
                self._comment_written(fact)
            case CommentGone():
                self._comment_gone(fact)

    def _post_written(self, fact: PostWritten) -> None:
        post = self._post(fact.id)
        before = (post.state, post.title, post.created_at)
        now: tuple[State, str, datetime] = ("live", fact.title, fact.created_at or UNTOLD)
        if post.state == "deleted" or before == now:
            return
        post.state, post.title, post.created_at = now
        self._changed_posts[post.id] = post

    def _post_gone(self, fact: PostGone) -> None:
        if self._post(fact.id).state == "deleted":
            return
        post = PostRow(fact.id, state="deleted")
        self._posts[post.id] = self._changed_posts[post.id] = post
        self._changed_comments.pop(post.id, None)
        self.emptied.add(post.id)

    def _comment_written(self, fact: CommentWritten) -> None:
        post = self._post(fact.post_id)
        row = self._comments.get(fact.id)
        if self._too_late(post, row):
            return
        if row is None:
            row = self._comments[fact.id] = CommentRow(fact.id, fact.post_id)
            post.comment_count += 1
        before = (row.version, row.status, row.content, row.created_at)
        row.created_at = _earliest(row.created_at, fact.created_at)
        version = max(2, row.version) if fact.version is None else fact.version
        if version >= row.version:
            row.version, row.status, row.content = version, fact.status, fact.content
        if before != (row.version, row.status, row.content, row.created_at):
            self._touch(post, row)

    def _comment_gone(self, fact: CommentGone) -> None:
        post = self._post(fact.post_id)
        row = self._comments.get(fact.id)
        if self._too_late(post, row):
            return
        if row is not None:
            post.comment_count -= 1
        row = self._comments[fact.id] = CommentRow(fact.id, fact.post_id, deleted=True)
        self._touch(post, row)

    def _post(self, id: str) -> PostRow:
        return self._posts.setdefault(id, PostRow(id))

    def _too_late(self, post: PostRow, row: CommentRow | None) -> bool:
        """Whether nothing can be said of the comment any more, or it is another post's."""
        if post.state == "deleted":
            return True
        return row is not None and (row.deleted or row.post_id != post.id)

    def _touch(self, post: PostRow, row: CommentRow) -> None:
        self._changed_posts[post.id] = post
        self._changed_comments.setdefault(post.id, {})[row.id] = row


def _earliest(known: datetime, told: datetime | None) -> datetime:
    if told is None or known == UNTOLD:
        return told or known
    return min(known, told)
