"""A log in memory: what the bus promises of its log, for one process and as long as it lives."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from eventbox.envelope import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    Event,
    parse_json,
    same_content,
)
from eventbox.errors import BusError, EventRefused, InvalidEvent
from eventbox.ids import uuid7
from eventbox.transports.base import LogState


@dataclass
class MemorySubscription:
    """What the bus knows of one consumer. `resting`: nothing is sent until it is put again."""

    name: str
    sink: str
    types: tuple[str, ...]
    position: int
    resting: bool = False


class MemoryLog:
    """Append-only, positions 1, 2, 3 …, no event twice; any number of threads may use it."""

    def __init__(self) -> None:
        self.id = str(uuid7())
        self.reachable = True
        """False: as if the bus were down; every call of a transport raises BusError."""
        self.subscriptions: dict[str, MemorySubscription] = {}
        self._events: list[Event] = []
        self._positions: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    @property
    def events(self) -> list[Event]:
        """All events, in order, each with its position."""
        with self._lock:
            return list(self._events)

    @property
    def state(self) -> LogState:
        """Which log it is, and where it ends."""
        with self._lock:
            return LogState(self.id, len(self._events), self._id_at(len(self._events)))

    def append(self, events: Sequence[Event]) -> list[int]:
        """All or none; the positions. Raises EventRefused for other content under a known id."""
        with self._lock:
            new: dict[tuple[str, str], Event] = {}
            positions = []
            for event in events:
                key = (event.source, event.id)
                known = new.get(key) or self._known(key)
                if known is None:
                    position = len(self._events) + len(new) + 1
                    known = new[key] = replace(event, position=position)
                assert known.position is not None
                if not same_content(known.text, event.text):
                    raise EventRefused(
                        f"event {event.id} of {event.source} is in the log with other content, at "
                        f"position {known.position}",
                        event_id=event.id,
                    )
                positions.append(known.position)
            self._events += new.values()
            self._positions |= {key: event.position or 0 for key, event in new.items()}
        return positions

    def between(self, after: int, upto: int, *, types: Collection[str], limit: int) -> list[Event]:
        """The first `limit` events of `types` (empty: of all) with after < position <= upto."""
        with self._lock:
            stretch = self._events[after : max(after, upto)]
        return [event for event in stretch if not types or event.type in types][:limit]

    def event_id_at(self, position: int) -> str | None:
        """The id of the event at `position`; None at 0. Raises BusError beyond the end."""
        with self._lock:
            if position > len(self._events):
                raise BusError(f"the log has no event at position {position}")
            return self._id_at(position)

    def _id_at(self, position: int) -> str | None:
        return self._events[position - 1].id if position else None

    def _known(self, key: tuple[str, str]) -> Event | None:
        position = self._positions.get(key)
        return self._events[position - 1] if position else None


class MemoryTransport:
    """The way to a MemoryLog: `eventbox.transports.Transport`, with the bus's checks and limits."""

    searches = False

    def __init__(self, log: MemoryLog) -> None:
        self._log = log

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        self._reach()
        if len(envelopes) > MAX_BATCH_EVENTS:
            raise EventRefused(f"{len(envelopes)} events at once; {MAX_BATCH_EVENTS} at most")
        if sum(len(envelope.encode()) for envelope in envelopes) > MAX_BATCH_BYTES:
            raise EventRefused(f"the batch is larger than {MAX_BATCH_BYTES} bytes")
        return self._log.append([_read(envelope) for envelope in envelopes])

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        self._reach()
        subscription = MemorySubscription(name, sink, tuple(sorted(set(types))), after)
        self._log.subscriptions[name] = subscription

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        self._reach()
        return self._log.between(after, upto, types=types, limit=limit)

    def state(self) -> LogState:
        self._reach()
        return self._log.state

    def event_id_at(self, position: int) -> str | None:
        self._reach()
        return self._log.event_id_at(position)

    def close(self) -> None:
        """There is nothing to give back."""

    def _reach(self) -> None:
        if not self._log.reachable:
            raise BusError("the log in memory was made unreachable")


def _read(envelope: str) -> Event:
    try:
        return Event.parse(envelope)
    except InvalidEvent as error:
        reason = f"the event cannot be taken: {error.reason}"
        raise EventRefused(reason, event_id=_id_in(envelope)) from error


def _id_in(envelope: str) -> str | None:
    try:
        value = parse_json(envelope)
    except InvalidEvent:
        return None
    id = value.get("id") if isinstance(value, dict) else None
    return id if isinstance(id, str) else None
