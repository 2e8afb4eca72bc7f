"""What events tell the comments service: their data, read and checked. Pure; raises InvalidEvent.

Fields that are not needed are ignored: a verdict's text too, as this service alone has the text.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from eventbox import Event
from eventbox.errors import InvalidEvent

MAX_ID: Final = 255
OUTCOMES: Final = ("approved", "rejected")

Outcome = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What moderation says of a comment, and the event that says it."""

    comment_id: str
    outcome: Outcome
    told_by: Event


def post_id(event: Event) -> str:
    """The id of a PostCreated's or a PostDeleted's post."""
    return _id(_data(event))


def verdict(event: Event) -> Verdict:
    """The verdict of a CommentModerated."""
    data = _data(event)
    outcome = data.get("status")
    if outcome not in OUTCOMES:
        raise InvalidEvent(f"status must be one of {', '.join(OUTCOMES)}", field="status")
    return Verdict(_id(data), cast("Outcome", outcome), event)


def _id(data: dict[str, Any]) -> str:
    value = data.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID:
        raise InvalidEvent(f"id must be a string of 1 to {MAX_ID} characters", field="id")
    return value


def _data(event: Event) -> dict[str, Any]:
    if not isinstance(event.data, dict):
        raise InvalidEvent("data must be an object", field="data")
    return event.data
