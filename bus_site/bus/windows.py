"""Window mode: stretches of the log, and empty ones to move the cursor and as heartbeats."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.models import Head
from bus_site.bus.outcomes import Delivered, Moved, Outcome, Reply, Stopped, decide
from bus_site.bus.pushes import Passed, Place, Push
from bus_site.bus.reading import LoggedText, Page, Wanted, id_at, read_page
from eventbox.window import encode_window


class Windows:
    """Windows with events, and empty ones: to move the cursor, and as heartbeats."""

    def __init__(self, settings: DeliverySettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._rows, self._size = settings.max_events, settings.max_bytes
        self._exchanged_at: float | None = None
        self._held_since: float | None = None
        self._end: tuple[int, str | None] = (0, None)
        self._ahead: tuple[Place, Page] | None = None

    def next(self, place: Place, head: Head) -> Push | Passed | Stopped | float:
        """A window from the place to the head, or as far as the bounds let it reach."""
        if place.position > head.position:
            return Stopped(
                f"the consumer is at position {place.position}, but the log ends at"
                f" {head.position}: this log is older than the consumer"
            )
        page = self._take_ahead(place) or self._read(place, head)
        if not page.events and (wait := self._wait(moves=page.upto > place.position)) > 0:
            return wait
        self._held_since = None
        return self._window(place, head, page.events, page.upto)

    def read_ahead(self, place: Place, push: Push, head: Head) -> None:
        """The next page, where the log goes on: the consumer is at work meanwhile."""
        if push.more:
            after = replace(place, position=push.upto)
            self._ahead = (after, self._read(after, head))

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

    def _read(self, place: Place, head: Head) -> Page:
        wanted = Wanted(types=place.types)
        return read_page(wanted, place.position, head.position, rows=self._rows, size=self._size)

    def _take_ahead(self, place: Place) -> Page | None:
        """What was read ahead, if that is what is wanted now."""
        ahead, self._ahead = self._ahead, None
        return ahead[1] if ahead and ahead[0] == place and ahead[1].events else None

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
        id = f"{place.name}-{place.position}-{upto}"
        return Push(id, body, upto, more=upto < head.position, events=len(events))

    def _id_at(self, position: int, head: Head) -> str | None:
        if position == head.position:
            return head.event_id or None
        if position == self._end[0]:
            return self._end[1]
        return id_at(position)
