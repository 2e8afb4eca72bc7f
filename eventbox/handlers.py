"""Handlers: plain functions that apply events, and the table that says which applies what.

They run inside the one transaction that also moves the cursor: no commit, no network in them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eventbox.envelope import Event
from eventbox.errors import NotConfigured

Since = Literal["start", "now"]


@dataclass(frozen=True, eq=False)
class Handler:
    """Applies one event at a time.

    `since` says what a service that already runs does about the history of a type that is new to
    it: "start" applies it, "now" begins with what comes. `replayable` declares that an event may
    be applied again, in order, to what it has already changed.
    """

    apply: Callable[[Event], None]
    since: Since = "start"
    replayable: bool = False


@dataclass(frozen=True, eq=False)
class BatchHandler:
    """Applies runs of consecutive events, of all types that the table maps to this one object.

    Inside, publish() takes `cause=event`, as no single event is the obvious cause.
    """

    apply: Callable[[Sequence[Event]], None]
    since: Since = "start"
    replayable: bool = False


AnyHandler = Handler | BatchHandler


class HandlerTable:
    """A service's handlers by event type; raises NotConfigured where an entry is none."""

    def __init__(self, table: Mapping[str, Callable[[Event], None] | AnyHandler]) -> None:
        self._handlers: dict[str, AnyHandler] = {}
        for type, handler in table.items():
            if isinstance(handler, Handler | BatchHandler):
                self._handlers[type] = handler
            elif callable(handler):
                self._handlers[type] = Handler(handler)
            else:
                raise NotConfigured(f"the handler of {type!r} is no function: {handler!r}")

    @property
    def types(self) -> tuple[str, ...]:
        """The types that are handled, sorted."""
        return tuple(sorted(self._handlers))

    def __bool__(self) -> bool:
        return bool(self._handlers)

    def __getitem__(self, type: str) -> AnyHandler:
        return self._handlers[type]

    def __contains__(self, type: object) -> bool:
        return type in self._handlers

    def not_replayable(self) -> tuple[str, ...]:
        """The types whose handlers were not declared replayable, sorted."""
        return tuple(type for type in self.types if not self._handlers[type].replayable)

    def runs(self, events: Sequence[Event]) -> Iterator[tuple[AnyHandler, list[Event]]]:
        """`events` in order, cut into runs of the same handler."""
        run: list[Event] = []
        for event in events:
            if run and self[run[0].type] is not self[event.type]:
                yield self[run[0].type], run
                run = []
            run.append(event)
        if run:
            yield self[run[0].type], run
