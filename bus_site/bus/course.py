"""The course of one revision of a subscription: what is exchanged, and what follows from it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bus_site.bus.clients import Client, Reads, may_not_read, unreadable
from bus_site.bus.conf import DeliverySettings
from bus_site.bus.consumer_clock import ConsumerClock
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
    in_full,
)
from bus_site.bus.progress import Progress
from bus_site.bus.pushes import Passed, Place, Push, Pushes
from bus_site.bus.sending import Sender
from bus_site.bus.single_events import SingleEvents
from bus_site.bus.standing import Standing
from bus_site.bus.windows import Windows
from eventbox.gathering import REST, SEVERAL
from eventbox.retry import backoff
from eventbox.signing import sign
from eventbox.worker import FOREVER

log = logging.getLogger("bus.delivery")


@dataclass(frozen=True)
class Wait:
    """Seconds to wait at most. What comes into the log ends the wait, unless it is a `rest`."""

    seconds: float
    rest: bool = False


AT_ONCE = Wait(0.0)


class Course:
    """Begins where the row stands; a row that was changed from outside gets a course of its own.

    `client` signs what is pushed, where there is one. Nothing is pushed that `reads` does not
    allow, whatever the row or the consumer asks for.
    """

    def __init__(
        self,
        row: Subscription,
        *,
        client: Client | None,
        reads: Reads,
        owner: str,
        sender: Sender,
        settings: DeliverySettings,
        clock: Callable[[], float],
        rng: Callable[[], float],
    ) -> None:
        self.revision = row.revision
        self._name = row.name
        self._client = client
        self._reads = reads
        self._sink = row.sink
        self._json = row.mode == Subscription.Mode.JSON
        self._progress = Progress(row, owner=owner, clock=clock)
        self._pushes: Pushes = SingleEvents(settings) if self._json else Windows(settings, clock)
        self._sender = sender
        self._consumer_clock = ConsumerClock()
        self._settings = settings
        self._rng = rng
        self._moved = False

    def is_of(self, standing: Standing) -> bool:
        """Whether the row is still the one that this course began with, and nobody overtook it."""
        overtaken = self._json and standing.position > self._progress.position
        return standing.revision == self.revision and not overtaken

    def exchange(self, head: Head) -> Wait:
        """Make one exchange, where there is one to make."""
        if refused := unreadable(self._reads, self._progress.types):
            return self._fail(Failed(may_not_read(self._name, refused)))
        place = Place(self._name, self._progress.position, self._progress.types)
        match self._pushes.next(place, head):
            case Push() as push:
                meanwhile = partial(self._pushes.read_ahead, place, push, head)
                return self._settle(push, self._pushes.outcome(push, self._post(push, meanwhile)))
            case Passed(upto=upto):
                self._progress.pass_over(upto)
                return AT_ONCE
            case Stopped() as stopped:
                return self._end(Subscription.State.STOPPED, stopped)
            case seconds:
                return Wait(min(seconds, self._progress.save_if_due()))

    def save(self) -> None:
        """Save how far it is."""
        self._progress.save()

    def _post(self, push: Push, meanwhile: Callable[[], None]) -> Reply:
        headers = {"Content-Type": "application/json", "User-Agent": "postbus"}
        if self._client is not None:
            try:
                headers |= sign(
                    self._client.secrets, push.id, self._consumer_clock.now(), push.body
                )
            except ValueError:
                return NoAnswer("not sent: its secret is not whsec_ and base64; see `make secrets`")
        reply = self._sender.post(self._sink, push.body, headers, meanwhile)
        self._consumer_clock.learn(reply)
        return reply

    def _settle(self, push: Push, outcome: Outcome) -> Wait:
        match outcome:
            case Delivered():
                return self._reach(push)
            case Moved(position=position, types=types):
                return self._move(position, types)
            case Stopped() as stopped:
                return self._end(Subscription.State.STOPPED, stopped)
            case Gone():
                return self._end(Subscription.State.GONE, Failed("the consumer answered 410"))
            case TooLarge():
                if self._pushes.shrink():
                    return AT_ONCE
                return self._fail(Failed("answered 413 to a single event"))
            case Failed():
                return self._fail(outcome)

    def _reach(self, push: Push) -> Wait:
        if self._progress.failures:
            log.info("%s: delivered again, up to position %d", self._name, push.upto)
        self._moved = False
        self._progress.reach(push.upto, carried=push.events > 0)
        until_save = self._progress.save_if_due()
        if push.more:
            return AT_ONCE
        if push.events >= SEVERAL:
            return Wait(min(REST, until_save), rest=True)
        return Wait(until_save)

    def _move(self, position: int, types: tuple[str, ...]) -> Wait:
        """Go on from where the consumer is; one that never agrees is asked less and less often."""
        log.info("%s: the consumer is at position %d", self._name, position)
        self._progress.move(position, types)
        if not self._moved:
            self._moved = True
            return AT_ONCE
        return self._fail(Failed("answered 409 to where it said that it was"))

    def _fail(self, failed: Failed) -> Wait:
        seconds = backoff(
            self._progress.failures + 1,
            base=self._settings.backoff_base,
            cap=self._settings.backoff_cap,
            rng=self._rng,
        )
        seconds = max(seconds, failed.retry_after or 0.0)
        if in_full(failed) != self._progress.last_error:
            log.warning("%s: %s; next try in %.1f s", self._name, failed.reason, seconds)
        self._progress.fail(in_full(failed), seconds)
        return Wait(seconds, rest=True)

    def _end(self, state: Subscription.State, why: Failed | Stopped) -> Wait:
        log.error("%s is %s: %s", self._name, state.value, why.reason)
        self._progress.end(state, in_full(why))
        return Wait(FOREVER, rest=True)
