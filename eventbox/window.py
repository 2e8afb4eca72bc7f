"""The window: what the bus pushes to a consumer, the events of one stretch of the log.

It tells where it starts and ends, with the ids of the events there, so that a consumer can see that
nothing is missing between what it has applied and what it is given, and that it is the same log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventbox.envelope import MAX_NAME, MAX_POSITION, Event
from eventbox.errors import InvalidEvent
from eventbox.strict_json import dump_json, split_member


@dataclass(frozen=True, slots=True)
class Window:
    """The events with `after < position <= upto` whose type is in `types` (empty: all).

    `after_id` and `upto_id` are the ids of the events at those positions, whatever their type;
    None at position 0. `head` is the log's last position when the window was made.
    """

    log: str
    subscription: str
    after: int
    after_id: str | None
    upto: int
    upto_id: str | None
    types: tuple[str, ...]
    events: Sequence[Event] = field(default=())
    head: int = 0

    @classmethod
    def parse(cls, body: bytes | str) -> "Window":
        """The window in a JSON text; raises InvalidEvent."""
        return cls.from_object(*split_window(body))

    @classmethod
    def from_object(cls, value: Any, texts: Sequence[str] = ()) -> "Window":
        """The window of an already parsed JSON object; raises InvalidEvent.

        `texts` are its events as they are written; without them they are written anew.
        """
        if not isinstance(value, dict):
            raise InvalidEvent("a window is a JSON object")
        types = value.get("types")
        if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
            raise InvalidEvent("types must be an array of strings", field="types")
        events = value.get("events")
        if not isinstance(events, list):
            raise InvalidEvent("events must be an array", field="events")
        window = cls(
            log=_text(value, "log"),
            subscription=_text(value, "subscription"),
            after=_position(value, "after"),
            after_id=_optional_text(value, "afterId"),
            upto=_position(value, "upto"),
            upto_id=_optional_text(value, "uptoId"),
            types=tuple(sorted(set(types))),
            events=_events(events, texts),
            head=_position(value, "head") if "head" in value else _position(value, "upto"),
        )
        window._check_ends()
        window._check_order()
        return window

    def _check_ends(self) -> None:
        for name, position, id in (
            ("afterId", self.after, self.after_id),
            ("uptoId", self.upto, self.upto_id),
        ):
            if (position == 0) is not (id is None):
                raise InvalidEvent(
                    f"{name} must be the id of the event at {position}"
                    if position
                    else f"{name} must be null: there is no event at position 0",
                    field=name,
                )

    def _check_order(self) -> None:
        if self.upto < self.after:
            raise InvalidEvent("upto lies before after", field="upto")
        last = self.after
        for event in self.events:
            assert event.position is not None
            if not last < event.position <= self.upto:
                raise InvalidEvent("the events are not in the order of the log", field="events")
            last = event.position


def split_window(body: bytes | str) -> tuple[Any, list[str]]:
    """The value of a JSON text, and its events' exact texts if it is a window."""
    return split_member(body, "events")


def encode_window(
    *,
    log: str,
    subscription: str,
    after: int,
    after_id: str | None,
    upto: int,
    upto_id: str | None,
    types: Sequence[str],
    events: Iterable[str],
    head: int,
) -> bytes:
    """The window's JSON body. `events` are envelope texts with position, taken over unread."""
    frame = dump_json(
        {
            "log": log,
            "subscription": subscription,
            "after": after,
            "afterId": after_id,
            "upto": upto,
            "uptoId": upto_id,
            "types": list(types),
            "head": head,
        }
    )
    return f'{frame[:-1]},"events":[{",".join(events)}]}}'.encode()


def _events(values: list[Any], texts: Sequence[str]) -> list[Event]:
    events = list(map(Event.from_log, values, texts) if texts else map(Event.from_object, values))
    if any(event.position is None for event in events):
        raise InvalidEvent("an event of a window has no position", field="position")
    return events


def _text(value: dict[str, Any], name: str) -> str:
    item = value.get(name)
    if not isinstance(item, str) or not item:
        raise InvalidEvent(f"{name} must be a string that is not empty", field=name)
    if len(item) > MAX_NAME:
        raise InvalidEvent(f"{name} is longer than {MAX_NAME} characters", field=name)
    return item


def _optional_text(value: dict[str, Any], name: str) -> str | None:
    return None if value.get(name) is None else _text(value, name)


def _position(value: dict[str, Any], name: str) -> int:
    item = value.get(name)
    if isinstance(item, bool) or not isinstance(item, int) or not 0 <= item <= MAX_POSITION:
        raise InvalidEvent(f"{name} must be a position: an integer from 0", field=name)
    return item
