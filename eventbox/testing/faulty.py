"""Transports that misbehave as networks do: wrap one, and see that nothing is lost or doubled.

bus.transport = Failing(bus.transport, cycle(["before", "after", None]))
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import repeat
from random import Random
from typing import Literal, TypeVar

from eventbox.envelope import Event
from eventbox.errors import BusError
from eventbox.transports.base import LogState, Transport

Fault = Literal["before", "after"] | None
"""`before`: the call never arrives. `after`: it is done, and its answer is lost."""

T = TypeVar("T")


def random_faults(random: Random, *, share: float = 0.3) -> Iterator[Fault]:
    """Endless faults: that share of all calls fail, before and after in equal parts."""
    while True:
        draw = random.random()
        yield "before" if draw < share / 2 else "after" if draw < share else None


class Failing:
    """Each call of any kind meets the next of `faults`; once they are used up, all goes well.

    A call with a fault raises BusError.
    """

    def __init__(self, transport: Transport, faults: Iterable[Fault] = repeat("before")) -> None:
        self._transport = transport
        self._faults = iter(faults)
        self.searches = transport.searches

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        return self._call(lambda: self._transport.append(envelopes, after=after))

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        self._call(lambda: self._transport.subscribe(name, sink=sink, types=types, after=after))

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        return self._call(
            lambda: self._transport.history(types=types, after=after, upto=upto, limit=limit)
        )

    def state(self) -> LogState:
        return self._call(self._transport.state)

    def event_id_at(self, position: int) -> str | None:
        return self._call(lambda: self._transport.event_id_at(position))

    def close(self) -> None:
        self._transport.close()

    def _call(self, call: Callable[[], T]) -> T:
        fault = next(self._faults, None)
        if fault == "before":
            raise BusError("an injected fault: the call never arrived")
        result = call()
        if fault == "after":
            raise BusError("an injected fault: the answer was lost")
        return result


class Duplicating:
    """Sends every batch and every subscription twice, as after an answer that was lost."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.searches = transport.searches

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        self._transport.append(envelopes, after=after)
        return self._transport.append(envelopes, after=after)

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        for _ in range(2):
            self._transport.subscribe(name, sink=sink, types=types, after=after)

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        return self._transport.history(types=types, after=after, upto=upto, limit=limit)

    def state(self) -> LogState:
        return self._transport.state()

    def event_id_at(self, position: int) -> str | None:
        return self._transport.event_id_at(position)

    def close(self) -> None:
        self._transport.close()
