"""What a subscription is sent next: a window, or in json mode a single event."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.models import Head
from bus_site.bus.outcomes import (
    Delivered,
    Moved,
    Outcome,
    Reply,
    Stopped,
    decide,
    decide_single,
)
from bus_site.bus.reading import LoggedText, Wanted, id_at, read_page
from eventbox.window import encode_window
from eventbox.worker import FOREVER


@dataclass(frozen=True)
class Place:
    """Where a subscription stands: behind `position`, wanting `types` (empty: all)."""

    name: str
    position: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class Push:
    """A request's body; once it is delivered the subscription stands at `upto`."""

    id: str
    body: bytes
    upto: int


@dataclass(frozen=True)
class Passed:
    """Nothing is wanted up to `upto`: the subscription may stand there without a request."""

    upto: int


class Pushes(Protocol):
    """One mode of delivery. It may remember what it has read, but not where the consumer is."""

    def next(self, place: Place, head: Head) -> Push | Passed | Stopped | float:
        """What to send next; a number is the seconds to wait for news at most."""

    def outcome(self, push: Push, reply: Reply) -> Outcome:
        """What the consumer's reply means."""

    def shrink(self) -> bool:
        """Send less at once from now on; False where there is no less."""


class Windows:
    """Windows with events, and empty ones: to move the cursor, and as heartbeats."""

    def __init__(self, settings: DeliverySettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._rows, self._size = settings.max_events, settings.max_bytes
        self._exchanged_at: float | None = None
        self._held_since: float | None = None
        self._end: tuple[int, str | None] = (0, None)

    def next(self, place: Place, head: Head) -> Push | Passed | Stopped | float:
        """A window from the place to the head, or as far as the bounds let it reach."""
        if place.position > head.position:
            return Stopped(
                f"the consumer is at position {place.position}, but the log ends at"
                f" {head.position}: this log is older than the consumer"
            )
        page = read_page(
            Wanted(types=place.types),
            place.position,
            head.position,
            rows=self._rows,
            size=self._size,
        )
        if not page.events and (wait := self._wait(moves=page.upto > place.position)) > 0:
            return wait
        self._held_since = None
        return self._window(place, head, page.events, page.upto)

    def outcome(self, push: Push, reply: Reply) -> Outcome:
        """By the table of the delivery protocol."""
        outcome = decide(reply, upto=push.upto, now=datetime.now(UTC))
        if isinstance(outcome, Delivered | Moved):
            self._exchanged_at = self._clock()
        return outcome

    def shrink(self) -> bool:
        """Half as much, down to single events."""
        if self._rows == 1:
            return False
        self._rows, self._size = self._rows // 2, self._size // 2
        return True

    def _wait(self, *, moves: bool) -> float:
        """How long an empty window is held back: one that moves the cursor awaits the next event
        for a moment, one that does not is a heartbeat."""
        now = self._clock()
        if self._exchanged_at is None:
            return 0.0
        heartbeat = self._exchanged_at + self._settings.heartbeat - now
        if not moves:
            self._held_since = None
            return heartbeat
        if self._held_since is None:
            self._held_since = now
        return min(heartbeat, self._held_since + self._settings.hold - now)

    def _window(self, place: Place, head: Head, events: list[LoggedText], upto: int) -> Push:
        after_id = self._id_at(place.position, head)
        if events and events[-1].position == upto:
            self._end = (upto, events[-1].id)
        upto_id = self._id_at(upto, head)
        self._end = (upto, upto_id)
        body = encode_window(
            log=head.log,
            subscription=place.name,
            after=place.position,
            after_id=after_id,
            upto=upto,
            upto_id=upto_id,
            types=place.types,
            events=[event.with_position() for event in events],
            head=head.position,
        )
        return Push(f"{place.name}-{place.position}-{upto}", body, upto)

    def _id_at(self, position: int, head: Head) -> str | None:
        if position == head.position:
            return head.event_id or None
        if position == self._end[0]:
            return self._end[1]
        return id_at(position)


class SingleEvents:
    """One event a request, in order, each until it is taken."""

    def __init__(self, settings: DeliverySettings) -> None:
        self._settings = settings
        self._read: deque[LoggedText] = deque()
        self._read_upto = 0

    def next(self, place: Place, head: Head) -> Push | Passed | Stopped | float:
        """The oldest event that is wanted and not delivered."""
        while self._read and self._read[0].position <= place.position:
            self._read.popleft()
        if not self._read:
            self._fill(place, head)
        if self._read:
            event = self._read[0]
            return Push(event.id, event.with_position().encode(), event.position)
        return Passed(self._read_upto) if self._read_upto > place.position else FOREVER

    def outcome(self, push: Push, reply: Reply) -> Outcome:
        """Any 2xx takes the event."""
        return decide_single(reply, now=datetime.now(UTC))

    def shrink(self) -> bool:
        """There is no less than one event."""
        return False

    def _fill(self, place: Place, head: Head) -> None:
        page = read_page(
            Wanted(types=place.types),
            place.position,
            head.position,
            rows=self._settings.max_events,
            size=self._settings.max_bytes,
        )
        self._read.extend(page.events)
        self._read_upto = page.upto
