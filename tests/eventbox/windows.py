"""A log of one's own: events with positions, and the windows that a bus would push of them."""

from collections.abc import Sequence
from dataclasses import replace

from eventbox.envelope import Event
from eventbox.testing import make_event
from eventbox.window import Window

TYPES = ("Asked", "BatchA", "BatchB", "Noted")


def log_of(*texts: str, type: str = "Noted", key: str | None = None) -> list[Event]:
    """Events at positions 1, 2, 3 …; a text "a:hello" has the partition key "a"."""
    events = []
    for position, text in enumerate(texts, start=1):
        own_key = text.partition(":")[0] if ":" in text else key
        event = make_event(type, {"text": text}, subject=text, partition_key=own_key)
        events.append(replace(event, position=position))
    return events


def window_of(
    events: Sequence[Event],
    *,
    after: int = 0,
    upto: int | None = None,
    types: Sequence[str] = TYPES,
    log: str = "log-1",
) -> Window:
    """The window of a log's events after `after`, as the bus would make it."""
    end = len(events) if upto is None else upto
    return Window(
        log=log,
        subscription="diary",
        after=after,
        after_id=events[after - 1].id if after else None,
        upto=end,
        upto_id=events[end - 1].id if end else None,
        types=tuple(types),
        events=[e for e in events[after:end] if e.type in types],
        head=len(events),
    )
