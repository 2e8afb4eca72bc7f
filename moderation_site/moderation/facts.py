"""What events tell moderation: their data, read and checked. Pure; raises InvalidEvent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from eventbox.envelope import Event, parse_time
from eventbox.errors import InvalidEvent

MAX_ID: Final = 255


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to be judged. `created_at` is the event's time where the data has none."""

    id: str
    post_id: str
    content: str
    created_at: datetime | None


def new_comment(event: Event) -> NewComment:
    """The comment of a CommentCreated."""
    created_at = _data(event).get("createdAt")
    return NewComment(
        id=id_in(event, "id"),
        post_id=id_in(event, "postId"),
        content=_text(event, "content"),
        created_at=event.time if created_at is None else parse_time(created_at),
    )


def id_in(event: Event, name: str) -> str:
    """The id in that field of the event's data."""
    value = _text(event, name)
    if not 0 < len(value) <= MAX_ID:
        raise InvalidEvent(f"{name} must have 1 to {MAX_ID} characters", field=name)
    return value


def _text(event: Event, name: str) -> str:
    value = _data(event).get(name)
    if not isinstance(value, str):
        raise InvalidEvent(f"{name} must be a string", field=name)
    return value


def _data(event: Event) -> dict[str, Any]:
    if not isinstance(event.data, dict):
        raise InvalidEvent("data must be an object", field="data")
    return event.data
