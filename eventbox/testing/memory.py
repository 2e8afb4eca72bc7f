"""A bus in memory: a producer, the log and a consumer whole in one unit test, without HTTP.

    with InMemoryBus() as bus:
        place_order("tea")
        bus.relay()
        bus.append(make_event("OrderPaid", {"id": "1"}))  # what another service publishes
        bus.deliver()

The outbox, the relay, the windows and the cursor are the real ones; only the log and the wire
between are not.
"""

from types import TracebackType
from typing import Self

from django.db.models import QuerySet

from eventbox.conf import config
from eventbox.cursor import Answer
from eventbox.envelope import Event
from eventbox.learning import learn_once
from eventbox.models import OutboxEvent, ParkedEvent, RelayLease
from eventbox.receiver import receive
from eventbox.relay import Relay, next_batch
from eventbox.testing.memory_delivery import (
    MAX_WINDOW_EVENTS,
    NotDelivered,
    Receiver,
    body_of,
    deliver,
    window_of,
)
from eventbox.testing.memory_log import MemoryLog, MemorySubscription, MemoryTransport
from eventbox.transports.base import Transport
from eventbox.window import Window

HERE = "memory://this-process/events"
_MOST_FAILURES = 50


class NotRelayed(AssertionError):
    """The log did not take what is in the outbox."""


class InMemoryBus:
    """`log` is what was appended; `transport` the way to it, which a test may wrap in faults.

    At most `window_events` events go into one window. `listeners` are further consumers, by sink.
    """

    def __init__(self, *, window_events: int = MAX_WINDOW_EVENTS) -> None:
        self.log = MemoryLog()
        self.transport: Transport = MemoryTransport(self.log)
        self.listeners: dict[str, Receiver] = {HERE: _receive_here}
        self._window_events = window_events

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.transport.close()

    @property
    def events(self) -> list[Event]:
        """The log, in order."""
        return self.log.events

    def append(self, *events: Event) -> list[int]:
        """Put into the log what other services publish; the positions."""
        return self.log.append(events)

    def relay(self, *, parks: bool = False) -> None:
        """Relay the whole outbox, as a pump does; after a failure at once again.

        Raises NotRelayed where the log stays out of reach, or refuses an event unless `parks` says
        that this is expected: then it is parked, with its key.
        """
        relay = Relay(self.transport, clock=_Hurry())
        failures = 0
        try:
            while next_batch().rows:
                failures = failures + 1 if relay.relay_once() else 0
                if failures > _MOST_FAILURES:
                    raise NotRelayed(_last_error() or "another relay holds the lease")
        finally:
            relay.close()
        refused = OutboxEvent.objects.filter(parked_at__isnull=False, sent_at=None)
        if not parks and (row := refused.first()):
            raise NotRelayed(f"{row.type} {row.event_id} was refused: {row.last_error}")

    def deliver(self, *, parks: bool = False) -> None:
        """Bring this service's cursor to the end of the log, as bus and pump do together.

        A type that the cursor does not know yet is learned. Raises NotDelivered where the service
        does not follow this log, or where a handler fails, with its traceback, unless `parks` says
        that this is expected: then the event is parked, with its key.
        """
        before = set(_failures().values_list("pk", flat=True))
        name, types = config().subscription, config().handlers.types
        self.transport.subscribe(name, sink=HERE, types=types, after=0)
        while True:
            deliver(
                self.log,
                self.log.subscriptions[name],
                self.listeners[HERE],
                limit=self._window_events,
            )
            if not learn_once(self.transport):
                break
        if not parks and (row := _failures().exclude(pk__in=before).first()):
            raise NotDelivered(f"the handler of {row.type} {row.event_id} failed\n{row.traceback}")

    def settle(self) -> None:
        """Relay and deliver until nothing is left to do: what handlers publish goes round too."""
        while True:
            self.relay()
            self.deliver()
            if not next_batch().rows:
                return

    def window(self, after: int, upto: int | None = None) -> Window:
        """The window for this service from `after` to `upto`, as the bus would make it."""
        name, types = config().subscription, config().handlers.types
        return window_of(self.log, name, types=types, after=after, upto=upto)

    def push(self, window: Window) -> Answer:
        """Send one window, whatever the cursor says; the service's answer."""
        return self.listeners[HERE](body_of(window))

    def turn(self) -> None:
        """Deliver to every subscription, as the bus does on its own. What one does not take waits:
        until the next turn, or, where it said Retry-After or stopped, until it subscribes again."""
        for subscription in list(self.log.subscriptions.values()):
            if not subscription.resting:
                self._deliver_to(subscription)

    def _deliver_to(self, subscription: MemorySubscription) -> None:
        try:
            deliver(
                self.log,
                subscription,
                self.listeners[subscription.sink],
                limit=self._window_events,
            )
        except NotDelivered as failure:
            answer = failure.answer
            subscription.resting = answer is None or bool(
                answer.retry_after or "stopped" in answer.body
            )


class _Hurry:
    """A clock by which every wait is over by the next look."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += 600.0
        return self._now


def _receive_here(body: bytes) -> Answer:
    return receive(Window.parse(body))


def _failures() -> QuerySet[ParkedEvent]:
    return ParkedEvent.objects.filter(subscription=config().subscription, attempts__gt=0)


def _last_error() -> str:
    return "".join(RelayLease.objects.values_list("last_error", flat=True))
