"""What a consumer's answer means for its subscription. Pure.

Only one answer to a window is success: 200 with the window's own end as the position. In json mode,
whose consumers know nothing of windows, it is any 2xx.

A `reason` is in the bus's own words. What the other side `said` may quote the events that it was
sent: it is kept with the subscription and never logged; `in_full` is both.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventbox.envelope import MAX_POSITION
from eventbox.errors import InvalidEvent
from eventbox.retry import parse_retry_after
from eventbox.strict_json import parse_json

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_EXCERPT = 200


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP; of a very long body only the beginning."""

    status: int
    body: bytes = b""
    retry_after: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class NoAnswer:
    """Nothing whole came back, and why; `said` is the error's message."""

    reason: str
    said: str = ""


@dataclass(frozen=True)
class Delivered:
    """The consumer has all of it."""


@dataclass(frozen=True)
class Moved:
    """The consumer's cursor is elsewhere, or it wants other types: go on from there."""

    position: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class Stopped:
    """The consumer and this log do not belong together until an operator settles it."""

    reason: str
    said: str = ""


@dataclass(frozen=True)
class Gone:
    """The consumer wants nothing more."""


@dataclass(frozen=True)
class TooLarge:
    """Something on the way does not take that much at once."""


@dataclass(frozen=True)
class Failed:
    """Try again later; `retry_after` in seconds, where the consumer says when."""

    reason: str
    retry_after: float | None = None
    said: str = ""


Reply = Answer | NoAnswer
Outcome = Delivered | Moved | Stopped | Gone | TooLarge | Failed


def decide(reply: Reply, *, upto: int, now: datetime) -> Outcome:
    """What the reply to a window that ends at `upto` means; `now` is for Retry-After's dates."""
    match reply:
        case Answer(status=200, body=body):
            if _position(_members(body)) == upto:
                return Delivered()
            return Failed(f'answered 200, but not {{"position": {upto}}}', said=excerpt(body))
        case Answer(status=409, body=body):
            return _contradicted(body)
        case _:
            return _unsuccessful(reply, now)


def decide_single(reply: Reply, *, now: datetime) -> Outcome:
    """What the reply to a single event in json mode means."""
    match reply:
        case Answer(status=status) if 200 <= status <= 299:
            return Delivered()
        case _:
            return _unsuccessful(reply, now)


def in_full(outcome: Failed | Stopped) -> str:
    """Why, with the other side's words; for who may see the subscription."""
    return f"{outcome.reason}: {outcome.said}" if outcome.said else outcome.reason


def excerpt(body: bytes) -> str:
    """The beginning of a body as text that any log or database takes."""
    return clean(body[: 4 * _EXCERPT].decode("utf-8", "replace")) or "(nothing)"


def clean(text: str) -> str:
    """`text` on one line, without control characters or halves of characters, cut short."""
    whole = text.encode("utf-8", "replace").decode()
    return _UNPRINTABLE.sub(" ", whole).strip()[:_EXCERPT]


def _contradicted(body: bytes) -> Outcome:
    members = _members(body)
    reason = members.get("stopped")
    if isinstance(reason, str) and reason:
        return Stopped("its consumer has another log", said=clean(reason))
    position, types = _position(members), members.get("types")
    if position is None or not isinstance(types, list) or not all(map(_is_type, types)):
        reason = "answered 409, but neither a position with types nor why"
        return Failed(reason, said=excerpt(body))
    return Moved(position, tuple(sorted(set(types))))


def _unsuccessful(reply: Reply, now: datetime) -> Outcome:
    match reply:
        case NoAnswer(reason=reason, said=said):
            return Failed(reason, said=clean(said))
        case Answer(status=410):
            return Gone()
        case Answer(status=413):
            return TooLarge()
        case Answer(status=status, body=body, retry_after=retry_after):
            wait = parse_retry_after(retry_after, now)
            return Failed(f"answered {status}", wait, said=excerpt(body))


def _members(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body)
    except InvalidEvent:
        return {}
    return value if isinstance(value, dict) else {}


def _position(members: dict[str, Any]) -> int | None:
    value = members.get("position")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_POSITION:
        return None
    return value


def _is_type(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= 255
