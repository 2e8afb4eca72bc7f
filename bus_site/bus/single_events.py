"""Json mode: single events, for consumers that know nothing but {type, data}."""

from collections import deque
from datetime import UTC, datetime

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.models import Head
from bus_site.bus.outcomes import Outcome, Reply, Stopped, decide_single
from bus_site.bus.pushes import Passed, Place, Push
from bus_site.bus.reading import LoggedText, Wanted, read_page
from eventbox.worker import FOREVER


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
            body = event.with_position().encode()
            return Push(event.id, body, event.position, event.position < head.position)
        return Passed(self._read_upto) if self._read_upto > place.position else FOREVER

    def read_ahead(self, place: Place, push: Push, head: Head) -> None:
        """There are many events in one reading already."""

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
