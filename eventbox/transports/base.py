"""What every transport can do. All calls block, and raise BusError where another try may help.

`eventbox.testing.conformance` is the same in tests: whatever passes them is a transport.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from eventbox.envelope import Event


@dataclass(frozen=True)
class LogState:
    """Which log it is, and where it ends."""

    log: str
    position: int
    event_id: str | None


class Transport(Protocol):
    """The way to the log and back."""

    def append(self, envelopes: Sequence[str]) -> list[int]:
        """Append all or none, in order; the positions, in the order given.

        An event that is in the log already keeps its position. Raises EventRefused, which names the
        event where one is at fault, where the log will never take them as they stand.
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
