"""Delivers to one subscription, one exchange after another, and to nobody else.

So a consumer that is slow, down or refuses delays no other. Any number of processes may run one:
whoever holds the subscription's lease delivers. What two of them should send at once the consumer
sorts out by its cursor.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import random
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from bus_site.bus import conf
from bus_site.bus.channels import SUBSCRIPTIONS
from bus_site.bus.conf import DeliverySettings
from bus_site.bus.models import Head, Subscription
from bus_site.bus.outcomes import (
    Delivered,
    Failed,
    Gone,
    Moved,
    NoAnswer,
    Outcome,
    Reply,
    Stopped,
    TooLarge,
)
from bus_site.bus.progress import Progress
from bus_site.bus.pushes import Passed, Place, Push, Pushes, SingleEvents, Windows
from bus_site.bus.sending import Sender
from eventbox.lease import Lease
from eventbox.retry import backoff
from eventbox.signing import sign
from eventbox.wakeup import Waiter

log = logging.getLogger("bus.delivery")

# How often a wait ends without news, should a wake-up be lost; seconds.
POLL = 2.0


@dataclass
class _Course:
    """What is known of one revision of the subscription; a new one begins afresh."""

    revision: UUID
    progress: Progress
    pushes: Pushes
    moved: bool = False


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
        self._lease = Lease(self._row, clock=clock)
        self._sender = Sender(
            connect_timeout=settings.connect_timeout, timeout=settings.timeout, clock=clock
        )
        self._changes = Waiter(SUBSCRIPTIONS)
        self._rest_until = 0.0
        self._course: _Course | None = None
        self._exchanging = False

    def deliver_once(self) -> float:
        """Make one exchange, where there is one to make.

        Returns the seconds to wait for news before the next call; 0 where there may be more to do.
        """
        if self._changes.wait(0):
            self._rest_until = 0.0
        if (rest := self._rest_until - self._clock()) > 0:
            return rest
        row = self._row().annotate(now=Now()).first()
        if row is None or row.state != Subscription.State.ACTIVE:
            self._lease.release()
            return self._rest(POLL)
        if not self._lease.hold():
            self._course = None
            return self._rest(1.0)
        self._course = self._course_of(row)
        if row.retry_at is not None and row.retry_at > row.now:
            return self._rest((row.retry_at - row.now).total_seconds())
        return self._exchange(row.sink, self._course)

    def watch(self) -> None:
        """Cut off an exchange that is overdue, else keep the lease for it. For another thread."""
        self._sender.cut_off_if_overdue()
        if self._exchanging:
            self._lease.hold()

    def close(self) -> None:
        """Save the position, give the lease and the connection back."""
        if self._course is not None:
            self._course.progress.save()
        self._lease.release()
        self._sender.close()

    def _row(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(name=self._name)

    def _rest(self, seconds: float) -> float:
        """Look at nothing for a while, whatever comes into the log; a changed row ends it."""
        seconds = min(seconds, POLL)
        self._rest_until = self._clock() + seconds
        return seconds

    def _course_of(self, row: Subscription) -> _Course:
        """The course so far, or a new one where the row was changed by somebody else."""
        json, known = row.mode == Subscription.Mode.JSON, self._course
        overtaken = json and known is not None and row.position > known.progress.position
        if known is not None and known.revision == row.revision and not overtaken:
            return known
        return _Course(
            row.revision,
            Progress(row, owner=self._lease.owner, clock=self._clock),
            SingleEvents(self._settings) if json else Windows(self._settings, self._clock),
        )

    def _exchange(self, sink: str, course: _Course) -> float:
        progress = course.progress
        place = Place(self._name, progress.position, progress.types)
        match course.pushes.next(place, Head.current()):
            case Push() as push:
                reply = self._post(sink, push)
                return self._settle(course, push, course.pushes.outcome(push, reply))
            case Passed(upto=upto):
                progress.pass_over(upto)
                return 0.0
            case Stopped(reason=reason):
                return self._end(course, Subscription.State.STOPPED, reason)
            case wait:
                return min(wait, progress.save_if_due(), POLL)

    def _post(self, sink: str, push: Push) -> Reply:
        headers = {"Content-Type": "application/json", "User-Agent": "postbus"}
        if client := conf.clients().get(self._name):
            try:
                headers |= sign(client.secret, push.id, int(time.time()), push.body)
            except ValueError:
                return NoAnswer("not sent: its secret is not whsec_ and base64; see `make secrets`")
        self._exchanging = True
        try:
            return self._sender.post(sink, push.body, headers)
        finally:
            self._exchanging = False

    def _settle(self, course: _Course, push: Push, outcome: Outcome) -> float:
        match outcome:
            case Delivered():
                if course.progress.failures:
                    log.info("%s: delivered again, up to position %d", self._name, push.upto)
                course.moved = False
                course.progress.reach(push.upto)
                course.progress.save_if_due()
                return 0.0
            case Moved(position=position, types=types):
                return self._move(course, position, types)
            case Stopped(reason=reason):
                return self._end(course, Subscription.State.STOPPED, reason)
            case Gone():
                return self._end(course, Subscription.State.GONE, "the consumer answered 410")
            case TooLarge():
                if course.pushes.shrink():
                    return 0.0
                return self._fail(course, Failed("answered 413 to a single event"))
            case Failed():
                return self._fail(course, outcome)

    def _move(self, course: _Course, position: int, types: tuple[str, ...]) -> float:
        """Go on from where the consumer is; one that never agrees is asked less and less often."""
        log.info("%s: the consumer is at position %d", self._name, position)
        course.progress.move(position, types)
        if not course.moved:
            course.moved = True
            return 0.0
        return self._fail(course, Failed("answered 409 to where it said that it was"))

    def _fail(self, course: _Course, failed: Failed) -> float:
        progress, settings = course.progress, self._settings
        wait = backoff(
            progress.failures + 1,
            base=settings.backoff_base,
            cap=settings.backoff_cap,
            rng=self._rng,
        )
        wait = max(wait, failed.retry_after or 0.0)
        if failed.reason != progress.last_error:
            log.warning("%s: %s; next try in %.1f s", self._name, failed.reason, wait)
        progress.fail(failed.reason, wait)
        return self._rest(wait)

    def _end(self, course: _Course, state: Subscription.State, reason: str) -> float:
        log.error("%s is %s: %s", self._name, state.value, reason)
        course.progress.end(state, reason)
        return self._rest(POLL)
