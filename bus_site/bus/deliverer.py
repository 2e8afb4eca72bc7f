"""Delivers to one subscription, one exchange after another, and to nobody else.

So a consumer that is slow, down or refuses delays no other. Any number of processes may run one:
whoever holds the subscription's lease delivers. What two of them should send at once the consumer
sorts out by its cursor.
"""

import time
from collections.abc import Callable
from random import random

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Now

from bus_site.bus import registry
from bus_site.bus.channels import SUBSCRIPTIONS
from bus_site.bus.conf import DeliverySettings
from bus_site.bus.course import Course, Wait
from bus_site.bus.models import Head, Subscription
from bus_site.bus.sending import Sender
from bus_site.bus.sinks import Sinks
from bus_site.bus.writing import QueuedLease
from eventbox.wakeup import Waiter

# How often a wait ends without news, should a wake-up be lost; seconds.
POLL = 2.0


class Deliverer:
    """The delivery to the subscription `name`. `deliver_once` belongs to one thread."""

    def __init__(
        self,
        name: str,
        settings: DeliverySettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        rng: Callable[[], float] = random,
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._rng = rng
        # Built once and read in one query, as these make up most of what a step costs.
        self._row_and_head = self._row().annotate(
            now=Now(),
            head_log=_of_head("log"),
            head_position=_of_head("position"),
            head_event_id=_of_head("event_id"),
        )
        self._lease = QueuedLease(self._row, clock=clock)
        self._sender = Sender(
            Sinks(settings.sinks_private),
            connect_timeout=settings.connect_timeout,
            timeout=settings.timeout,
            clock=clock,
        )
        self._changes = Waiter(SUBSCRIPTIONS)
        self._course: Course | None = None
        self._rest_until = 0.0

    def deliver_once(self) -> float:
        """Make one exchange, where there is one to make.

        Returns the seconds to wait for news before the next call; 0 where there may be more to do.
        """
        if self._changes.wait(0):
            self._rest_until = 0.0
        if (rest := self._rest_until - self._clock()) > 0:
            return rest
        wait = self._step()
        seconds = min(wait.seconds, POLL)
        if wait.rest:
            # Meanwhile what comes into the log changes nothing; a changed subscription does.
            self._rest_until = self._clock() + seconds
        return seconds

    def watch(self) -> None:
        """Cut off an exchange that is overdue, else keep the lease for it. For another thread."""
        self._sender.cut_off_if_overdue()
        if self._sender.is_busy:
            self._lease.hold()

    def close(self) -> None:
        """Save the position, give the lease and the connection back."""
        self._save()
        self._lease.release()
        self._sender.close()

    def _step(self) -> Wait:
        # The lease first: what is read before may be another's past by the time it is held.
        if not self._lease.hold():
            self._save()
            self._course = None
            return Wait(1.0, rest=True)
        row = next(iter(self._row_and_head.all()), None)
        pulls = row is not None and row.mode == Subscription.Mode.PULL
        if row is None or pulls or row.state != Subscription.State.ACTIVE:
            self._save()
            return Wait(POLL, rest=True)
        if self._course is None or not self._course.is_of(row):
            self._save()
            self._course = self._begin(row)
        if row.retry_at is not None and row.retry_at > row.now:
            return Wait((row.retry_at - row.now).total_seconds(), rest=True)
        log, position, event_id = row.head_log, row.head_position, row.head_event_id
        head = Head(log=log, position=position, event_id=event_id) if log else Head.current()
        return self._course.exchange(head)

    def _save(self) -> None:
        if self._course is not None:
            self._course.save()

    def _begin(self, row: Subscription) -> Course:
        client = registry.client(row.name)
        return Course(
            row,
            client=client,
            reads=registry.reads_for(client),
            owner=self._lease.owner,
            sender=self._sender,
            settings=self._settings,
            clock=self._clock,
            rng=self._rng,
        )

    def _row(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(name=self._name)


def _of_head(column: str) -> Subquery:
    return Subquery(Head.objects.values(column)[:1])
