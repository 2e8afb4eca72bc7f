"""The relay: moves outbox rows to the log, in order, one active relay per share of the outbox.

Rows are marked sent after the log has confirmed them, so a crash in between sends them again, and
the log takes them for what they are.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Now

from eventbox.conf import config
from eventbox.envelope import size_of
from eventbox.errors import BusError, EventRefused
from eventbox.gathering import REST, SEVERAL
from eventbox.lease import Lease
from eventbox.models import OutboxEvent, RelayLease
from eventbox.partitions import PARTITIONS, WHOLE, Share
from eventbox.retry import backoff
from eventbox.settling import settle, settled
from eventbox.statements import change, now, places, run
from eventbox.transports.base import Transport

log = logging.getLogger("eventbox.relay")

BATCH_EVENTS = 500
BATCH_BYTES = 1024 * 1024
POLL = 1.0
LONGEST_WAIT = 5.0  # a bus that is back is found this soon, unless it says Retry-After
PURGE_EVERY = 3600.0
PURGE_ROWS = 1000


class Unsent(NamedTuple):
    """What the relay needs of a row, in the order in which it is read."""

    id: int
    event_id: str
    type: str
    key: str
    envelope: str


class Batch(NamedTuple):
    """What is sent together; `more` says that it was full, and others wait already."""

    rows: list[Unsent]
    more: bool = False


_NEXT = (
    f"SELECT {', '.join(Unsent._fields)} FROM eventbox_outboxevent"  # noqa: S608
    " WHERE sent_at IS NULL AND parked_at IS NULL{} AND key NOT IN"
    " (SELECT key FROM eventbox_outboxevent WHERE parked_at IS NOT NULL AND sent_at IS NULL)"
    " ORDER BY id LIMIT %s"
)
_MARK = "UPDATE eventbox_outboxevent SET sent_at = {}, last_error = '' WHERE id IN ({})"


class Relay:
    """Sends what is unsent; `relay_once` is one batch."""

    def __init__(
        self,
        transport: Transport,
        share: Share = WHOLE,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._share = share
        self._clock = clock
        self._lease = Lease(self._lease_row)
        self._reached = 0
        self._idle = False
        self._failures = 0
        self._not_before = 0.0
        self._error_shown = True  # as far as we know: by a relay before us
        self._purge_at = clock()

    def relay_once(self) -> float:
        """Send one batch if this is the active relay; the answer is the seconds to wait at most."""
        if not self._lease.hold():
            _, first = RelayLease.objects.get_or_create(pk=lease_of(self._share))
            return 0.0 if first else POLL
        wait = self._not_before - self._clock()
        if wait > 0:
            return min(wait, POLL)  # and keep the lease, so that nobody else is impatient
        self._purge()
        rows, more = next_batch(self._share)
        if not rows:
            # Where nothing is searched for, it is for a transport to come, and has time.
            if self._transport.searches or self._idle:
                settle(self._reached)
                self._reached = 0
            self._idle = True
            return POLL
        self._idle = False
        try:
            self._send(rows, settled() if self._transport.searches else 0)
        except BusError as error:
            return self._back_off(error)
        self._failures = 0
        self._show("")
        if len(rows) >= SEVERAL and not more:
            self._not_before = self._clock() + REST
        return 0.0

    def close(self) -> None:
        """Let a standby take over at once."""
        self._lease.release()
        self._transport.close()

    def _send(self, rows: Sequence[Unsent], after: int) -> None:
        """Send `rows`; where the bus refuses, halve until the one at fault is alone, and park it.

        Nothing after a parked row of the same key is sent.
        """
        try:
            positions = self._transport.append([row.envelope for row in rows], after=after)
        except EventRefused as refusal:
            if len(rows) == 1:
                park_row(rows[0], str(refusal))
                return
            middle = len(rows) // 2
            self._send(rows[:middle], after)
            parked = set(_parked_keys().filter(key__in={row.key for row in rows}))
            rest = [row for row in rows[middle:] if row.key not in parked]
            if rest:
                self._send(rest, after)
        else:
            mark_sent(rows, positions)
            self._reached = max(self._reached, *positions)

    def _back_off(self, error: BusError) -> float:
        self._failures += 1
        wait = max(backoff(self._failures, cap=LONGEST_WAIT), error.retry_after or 0.0)
        self._not_before = self._clock() + wait
        log.warning("%s; next try in %.1f s", error, wait)
        self._show(str(error)[:1000])
        return min(wait, POLL)

    def _show(self, error: str) -> None:
        if error or self._error_shown:
            self._lease_row().update(last_error=error)
            self._error_shown = bool(error)

    def _lease_row(self) -> QuerySet[RelayLease]:
        return RelayLease.objects.filter(pk=lease_of(self._share))

    def _purge(self) -> None:
        """Delete rows that were sent longer than OUTBOX_KEEP ago."""
        if self._clock() < self._purge_at:
            return
        old = OutboxEvent.objects.filter(sent_at__lt=Now() - config().outbox_keep)
        deleted, _ = OutboxEvent.objects.filter(pk__in=old.values("pk")[:PURGE_ROWS]).delete()
        self._purge_at = self._clock() + (0.0 if deleted == PURGE_ROWS else PURGE_EVERY)


def next_batch(share: Share = WHOLE) -> Batch:
    """The oldest unsent rows of a share, in order, without the keys of parked rows."""
    partitions = [] if share == WHOLE else [*share.partitions]
    within = f" AND partition IN ({places(partitions)})" if partitions else ""
    batch = Batch([])
    size = 0
    for row in map(Unsent._make, run(_NEXT.format(within), [*partitions, BATCH_EVENTS])):
        size += size_of(row.envelope)
        if batch.rows and size > BATCH_BYTES:
            return batch._replace(more=True)
        batch.rows.append(row)
    return batch._replace(more=len(batch.rows) == BATCH_EVENTS)


def mark_sent(rows: Sequence[Unsent], positions: Sequence[int]) -> None:
    """Note that `rows` are in the log, at `positions`."""
    change(_MARK.format(now(), places(rows)), [row.id for row in rows])
    log.info("sent %d events, up to position %d", len(rows), max(positions))


def park_row(row: Unsent, reason: str) -> None:
    """Set aside a row that the bus refuses; later rows of its key wait."""
    log.error("parked %s %s: %s", row.type, row.event_id, reason)
    OutboxEvent.objects.filter(pk=row.id).update(parked_at=Now(), last_error=reason[:1000])


def _parked_keys() -> QuerySet[OutboxEvent, str]:
    parked = OutboxEvent.objects.filter(parked_at__isnull=False, sent_at=None)
    return parked.values_list("key", flat=True)


def lease_of(share: Share) -> int:
    """The key of the share's row; each way of sharing has rows of its own."""
    return 1 if share == WHOLE else share.of * PARTITIONS + share.number
