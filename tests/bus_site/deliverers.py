"""Subscriptions and deliverers whose steps a test makes one by one."""

from typing import Any
from uuid import uuid4

from django.db.models.functions import Now

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.deliverer import Deliverer
from bus_site.bus.models import Subscription
from bus_site.networks import EVERYWHERE


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def subscribe(sink: str, name: str = "query", **fields: Any) -> None:
    """Write a subscription's row, as if it had been put."""
    Subscription.objects.update_or_create(
        name=name, defaults={"sink": sink, "revision": uuid4(), **fields}
    )


def subscription(name: str = "query") -> Subscription:
    """The row as it is now."""
    return Subscription.objects.get(name=name)


def deliverer(clock: Clock | None = None, **settings: Any) -> Deliverer:
    """The deliverer to "query"; its backoff is always the longest that it may be."""
    usual: dict[str, Any] = {
        "timeout": 5.0,
        "backoff_base": 0.5,
        "backoff_cap": 8.0,
        "sinks_private": EVERYWHERE,
    }
    given = usual | settings
    return Deliverer("query", DeliverySettings(**given), clock=clock or Clock(), rng=lambda: 1.0)


def deliver(one: Deliverer, *, steps: int = 50) -> float:
    """Make steps until one asks to wait; the seconds that it asks for."""
    for _ in range(steps):
        if wait := one.deliver_once():
            return wait
    raise AssertionError(f"still busy after {steps} steps")


def let_retry_be_due(clock: Clock) -> None:
    """Let all the time pass that a failure asked for."""
    Subscription.objects.update(retry_at=Now())
    clock.now += 3600.0
