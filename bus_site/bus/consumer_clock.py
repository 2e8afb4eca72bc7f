"""The clock of a consumer, as far as its answers tell it.

Standard Webhooks has a consumer refuse what was signed more than five minutes ago by its own clock.
Two hosts' clocks may differ by more; so a refusal makes the bus sign by the time that the consumer
says it is (the Date of its answer, RFC 9110, section 6.6.1).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bus_site.bus.outcomes import Answer, Reply

# Below this, a refusal has another cause; seconds. Far within the five minutes.
TOLERANCE = 60.0


class ConsumerClock:
    """Tells the consumer's time: the bus's own, until a refusal shows that they differ."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ahead = 0.0

    def now(self) -> int:
        """The consumer's time in Unix seconds."""
        return int(self._clock() + self._ahead)

    def learn(self, reply: Reply) -> None:
        """Follow the Date of a 401; every other answer says that the time is right."""
        if not isinstance(reply, Answer) or reply.status != 401:
            return
        said = parse_date(reply.date)
        if said is not None and abs(said.timestamp() - self.now()) > TOLERANCE:
            self._ahead = said.timestamp() - self._clock()


def parse_date(value: str | None) -> datetime | None:
    """The moment of a Date header; None where there is none or it is malformed."""
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (TypeError, ValueError):
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
