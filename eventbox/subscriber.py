"""Keeps this service subscribed: tells the bus where its cursor stands, and learns new types.

Where windows are pulled, the bus only shows what it is told. It may be down, or hang: so this is a
loop of its own, which nothing waits for.
"""

import logging
import time
from collections.abc import Callable

from eventbox.conf import config
from eventbox.errors import BusError, NotConfigured
from eventbox.learning import learn_once
from eventbox.models import Cursor
from eventbox.retry import backoff
from eventbox.transports.base import PulledTransport, Transport

log = logging.getLogger("eventbox.subscriber")

SUBSCRIPTION = "subscription"
POLL = 1.0
RENEW_EVERY = 60.0
TELL_EVERY = 10.0
"""The same where it is all that the bus knows of how far we are; seconds."""


class Subscriber:
    """Puts the subscription on start, when the cursor was changed by hand, and now and then."""

    def __init__(
        self, transport: Transport, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._announced: tuple[object, ...] | None = None
        self._last_position: int | None = None
        self._renew_at = 0.0
        self._failures = 0
        pulled = isinstance(transport, PulledTransport)
        self._renew_every = TELL_EVERY if pulled else RENEW_EVERY
        if config().sink_url is None and not pulled:
            raise NotConfigured(
                'EVENTBOX["SINK_URL"] is missing: the URL of /events here, as the bus reaches it'
            )

    def subscribe_once(self) -> float:
        """Do what there is to do; the answer is the seconds to wait at most."""
        try:
            self._announce()
            more = learn_once(self._transport)
        except BusError as error:
            self._failures += 1
            wait = max(backoff(self._failures, cap=5.0), error.retry_after or 0.0)
            log.warning("%s; next try in %.1f s", error, wait)
            self._announced = None
            return wait
        except Exception:
            # Our database is down, and the bus is told so: it must not wait longer than that lasts.
            self._announced = None
            raise
        self._failures = 0
        return 0.0 if more else POLL

    def close(self) -> None:
        self._transport.close()

    def _announce(self) -> None:
        """Tell the bus the cursor, unless it knows it."""
        name = config().subscription
        cursor = Cursor.objects.filter(subscription=name).first()
        position = cursor.position if cursor else 0
        types = tuple(cursor.types if cursor else config().handlers.types)
        state = (types, bool(cursor and cursor.stopped))
        fell_back = self._last_position is not None and position < self._last_position
        self._last_position = position
        due = self._clock() >= self._renew_at and not (cursor and cursor.stopped)
        if state == self._announced and not fell_back and not due:
            return
        if unknown := sorted(set(types) - set(config().handlers.types)):
            # What is pushed here is refused, and a newer release may have an address of its own.
            log.warning(
                "this release has no handler for %s, which a newer one has learned:"
                " the subscription %s is left to that one (or see forget_type)",
                ", ".join(unknown),
                name,
            )
        else:
            self._subscribe(name, types, position)
        self._announced = state
        self._renew_at = self._clock() + self._renew_every

    def _subscribe(self, name: str, types: tuple[str, ...], position: int) -> None:
        self._transport.subscribe(name, sink=config().sink_url or "", types=types, after=position)
        if self._announced is None:
            log.info("subscribed as %s at position %d", name, position)
