"""Pulls this service's windows from the log, where that is a transport's way, and applies them.

The same protocol as when the bus pushes them: a window begins where the cursor stands, and the
cursor moves in the transaction of its effects. Nothing is acknowledged to anybody; the cursor alone
says what comes next, and after a failure the same comes again.
"""

import logging
import time
from collections.abc import Callable

from django.db.models import QuerySet

from eventbox.conf import config
from eventbox.cursor import Answer
from eventbox.errors import BusError, LogBroken
from eventbox.lease import Lease
from eventbox.models import Cursor, RelayLease
from eventbox.receiver import receive
from eventbox.retry import backoff
from eventbox.transports.base import PulledTransport
from eventbox.window import Window

log = logging.getLogger("eventbox.puller")

PULLING = 0
"""The row of the lease; those of relays begin with 1."""
WAIT = 1.0
STANDBY = 1.0
HEARTBEAT = 20.0
LOOK_AGAIN = 5.0
"""Seconds after which a log that does not go on from here is looked at again."""


class Puller:
    """One service's; `pull_once` is one window. Of several pumps one pulls."""

    def __init__(
        self, transport: PulledTransport, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._lease = Lease(_lease_row)
        self._failures = 0
        self._applied_at = float("-inf")

    def pull_once(self) -> float:
        """Ask for a window and apply it; the answer is the seconds to wait at most."""
        name = config().subscription
        cursor = Cursor.objects.filter(subscription=name).first()
        position = cursor.position if cursor else 0
        types = tuple(cursor.types if cursor else config().handlers.types)
        if not set(types) <= set(config().handlers.types):
            self._lease.release()  # a newer release has learned a type: its pump can apply it
            return STANDBY
        if not self._lease.hold():
            _, first = RelayLease.objects.get_or_create(pk=PULLING)
            return 0.0 if first else STANDBY
        try:
            window = self._transport.window(name, types=types, after=position, wait=WAIT)
        except LogBroken as broken:
            return self._stop(str(broken))
        except BusError as error:
            self._failures += 1
            wait = max(backoff(self._failures, cap=5.0), error.retry_after or 0.0)
            log.warning("%s; next try in %.1f s", error, wait)
            return wait
        self._failures = 0
        if window.upto == window.after and self._clock() < self._applied_at + HEARTBEAT:
            return 0.0
        return self._settle(receive(window), window)

    def close(self) -> None:
        """Let a standby take over at once."""
        self._lease.release()
        self._transport.close()

    def _settle(self, answer: Answer, window: Window) -> float:
        if answer.status == 200:
            self._applied_at = self._clock()
            return 0.0
        if "stopped" in answer.body:
            return self._stop(str(answer.body["stopped"]))
        if answer.status == 409:
            return 0.0  # somebody else has moved the cursor from where the window begins
        log.warning("%s", answer.body.get("detail", answer.body))
        return float(answer.retry_after or STANDBY)

    def _stop(self, reason: str) -> float:
        """Show why nothing is applied; whether that still holds is looked at now and then."""
        changed = Cursor.objects.filter(subscription=config().subscription).exclude(stopped=reason)
        if changed.update(stopped=reason):
            log.error("stopped: %s", reason)
        return LOOK_AGAIN


def _lease_row() -> QuerySet[RelayLease]:
    return RelayLease.objects.filter(pk=PULLING)
