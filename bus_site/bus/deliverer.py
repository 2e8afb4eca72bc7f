"""Delivers to one subscription, one exchange after another, and to nobody else.

So a consumer that is slow, down or refuses delays no other. Any number of processes may run one:
whoever holds the subscription's lease delivers. What two of them should send at once the consumer
sorts out by its cursor.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from random import random

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Now

from bus_site.bus import registry
from bus_site.bus.channels import SUBSCRIPTIONS
from bus_site.bus.conf import DeliverySettings
from bus_site.bus.course import AT_ONCE, Course, Wait
from bus_site.bus.models import Head, Subscription
from bus_site.bus.sending import Sender
from bus_site.bus.sinks import Sinks
from bus_site.bus.standing import standing_of
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
        standing = standing_of(self._name)
        if standing is None or not standing.is_pushed_to:
            self._save()
            return Wait(POLL, rest=True)
        if self._course is None or not self._course.is_of(standing):
            self._save()
            row = self._row().filter(revision=standing.revision).first()
            if row is None:
                return AT_ONCE
            self._course = self._begin(row)
        if standing.waits and (seconds := self._seconds_until_retry()) > 0:
            return Wait(seconds, rest=True)
        return self._course.exchange(standing.head or Head.current())

    def _seconds_until_retry(self) -> float:
        until = ExpressionWrapper(F("retry_at") - Now(), DurationField())
        left: timedelta | None = self._row().values_list(until, flat=True).first()
        return left.total_seconds() if left else 0.0

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
