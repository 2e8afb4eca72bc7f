"""What a subscription is sent next: the shape that both modes of delivery have."""

from dataclasses import dataclass
from typing import Protocol

from bus_site.bus.models import Head
from bus_site.bus.outcomes import Outcome, Reply, Stopped


@dataclass(frozen=True)
class Place:
    """Where a subscription stands: behind `position`, wanting `types` (empty: all)."""

    name: str
    position: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class Push:
    """A request's body; once it is delivered the subscription stands at `upto`.

    `more` says that the log went on from there when it was read, `events` how many there are in it.
    """

    id: str
    body: bytes
    upto: int
    more: bool
    events: int = 1


@dataclass(frozen=True)
class Passed:
    """Nothing is wanted up to `upto`: the subscription may stand there without a request."""

    upto: int


class Pushes(Protocol):
    """One mode of delivery. It may remember what it has read, but not where the consumer is."""

    def next(self, place: Place, head: Head) -> Push | Passed | Stopped | float:
        """What to send next; a number is the seconds to wait for news at most."""

    def read_ahead(self, place: Place, push: Push, head: Head) -> None:
        """Read what will be next once `push` is delivered. Called while it is under way."""

    def outcome(self, push: Push, reply: Reply) -> Outcome:
        """What the consumer's reply means."""

    def shrink(self) -> bool:
        """Send less at once from now on; False where there is no less."""
