"""What an event tells the projection: its data, read once and checked. Pure.

Fields that are not needed are ignored; `createdAt` and `version` may be missing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from eventbox.envelope import Event, parse_time
from eventbox.errors import InvalidEvent

STATUSES: Final = ("pending", "approved", "rejected")
MAX_ID: Final = 255
MAX_VERSION: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PostWritten:
    """A post is there. `created_at` is the event's time where the data has none."""

    id: str
    title: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostGone:
    """A post is there no longer, and all its comments with it."""

    id: str


@dataclass(frozen=True, slots=True)
class CommentWritten:
    """A comment as it now is. `content` is None unless it is approved.

    `version` is None for an update that doesn't tell: it follows what came before it.
    """

    post_id: str
    id: str
    status: str
    content: str | None
    version: int | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommentGone:
    """A comment is there no longer."""

    post_id: str
    id: str


Fact = PostWritten | PostGone | CommentWritten | CommentGone


def read(event: Event) -> Fact:
    """The fact that an event tells; raises InvalidEvent, which names the field at fault."""
    data = event.data
    if not isinstance(data, dict):
        raise InvalidEvent("data must be an object", field="data")
    match event.type:
        case "PostCreated":
            return PostWritten(_id(data, "id"), _text(data, "title"), _created_at(event))
        case "PostDeleted":
            return PostGone(_id(data, "id"))
        case "CommentCreated" | "CommentUpdated":
            return _comment(event)
        case "CommentDeleted":
            return CommentGone(_id(data, "postId"), _id(data, "id"))
    raise InvalidEvent(f"the projection does not know the type {event.type}", field="type")


def _comment(event: Event) -> CommentWritten:
    data = event.data
    first = event.type == "CommentCreated"
    status = data.get("status", "pending") if first else data.get("status")
    if status not in STATUSES:
        raise InvalidEvent(f"status must be one of {', '.join(STATUSES)}", field="status")
    return CommentWritten(
        post_id=_id(data, "postId"),
        id=_id(data, "id"),
        status=status,
        content=_text(data, "content") if status == "approved" else None,
        version=_version(data, default=1 if first else None),
        created_at=_created_at(event),
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise InvalidEvent(f"{name} must be a string", field=name)
    return value


def _id(data: dict[str, Any], name: str) -> str:
    value = _text(data, name)
    if not 0 < len(value) <= MAX_ID:
        raise InvalidEvent(f"{name} must have 1 to {MAX_ID} characters", field=name)
    return value


def _version(data: dict[str, Any], *, default: int | None) -> int | None:
    value = data.get("version")
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_VERSION:
        raise InvalidEvent("version must be an integer from 1", field="version")
    return value


def _created_at(event: Event) -> datetime | None:
    value = event.data.get("createdAt")
    return event.time if value is None else parse_time(value)
