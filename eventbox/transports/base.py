"""What every transport can do. All calls block, and raise BusError where another try may help.

`eventbox.testing.conformance` is the same in tests: whatever passes them is a transport.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from eventbox.envelope import Event
from eventbox.window import Window


@dataclass(frozen=True)
class LogState:
    """Which log it is, and where it ends."""

    log: str
    position: int
    event_id: str | None


class Transport(Protocol):
    """The way to the log and back."""

    searches: bool
    """Whether `append` has to look for what the log has, and so wants `after`."""

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        """Append all or none, in order; the positions, in the order given.

        An event that is in the log already keeps its position. `after` is a position up to which
        the caller knows that none of them is there: less to search. Raises EventRefused, which
        names the event where one is at fault, where the log will never take them as they stand.
        """

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        """Create or renew this consumer's subscription; wakes it at once."""

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        """The first `limit` events of `types` with after < position <= upto, in order.

        Fewer only where there are no more: whoever pages takes a short page for the last.
        """

    def state(self) -> LogState:
        """The log as it is now."""

    def event_id_at(self, position: int) -> str | None:
        """The id of the event at `position`; None at 0. Raises BusError where there is none."""

    def close(self) -> None:
        """Give back connections."""


@runtime_checkable
class PulledTransport(Transport, Protocol):
    """A transport of which a consumer asks for its windows, instead of being pushed to."""

    def window(self, name: str, *, types: Collection[str], after: int, wait: float) -> Window:
        """The next window behind `after`; an empty one where nothing comes for `wait` seconds.

        Raises LogBroken where the log does not go on from there.
        """
