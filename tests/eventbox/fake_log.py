"""A log in memory behind a Transport: it keeps what it is sent, and fails as it is told."""

from collections.abc import Callable, Collection, Sequence

from eventbox.envelope import Event
from eventbox.errors import BusError, EventRefused
from eventbox.transports.base import LogState


class FakeLog:
    """`refused` holds the subjects that it will not take; `failures` what it raises first.

    `calls` are the subjects of each append that was tried; `before_answer` runs once a batch is in
    the log and before anybody learns of it.
    """

    searches = False

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.calls: list[list[str | None]] = []
        self.refused: set[str] = set()
        self.failures: list[Exception] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.subscriptions: list[tuple[str, str, tuple[str, ...], int]] = []
        self.closed = False

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        events = [Event.parse(envelope) for envelope in envelopes]
        self.calls.append([event.subject for event in events])
        if self.failures:
            raise self.failures.pop(0)
        for event in events:
            if event.subject in self.refused:
                raise EventRefused(f"{event.subject} is refused")
        for event in events:
            if event.id not in self.ids:
                self.events.append(event)
        self.before_answer()
        return [self.ids.index(event.id) + 1 for event in events]

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.subscriptions.append((name, sink, tuple(sorted(types)), after))

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        raise NotImplementedError

    def state(self) -> LogState:
        return LogState("log-1", len(self.events), self.events[-1].id if self.events else None)

    def event_id_at(self, position: int) -> str | None:
        if position > len(self.events):
            raise BusError(f"the log has no event at position {position}")
        return self.events[position - 1].id if position else None

    def close(self) -> None:
        self.closed = True

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.events]

    @property
    def subjects(self) -> list[str | None]:
        """What the log holds, in its order."""
        return [event.subject for event in self.events]
