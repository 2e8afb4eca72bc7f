"""Consumers that behave badly, all at once: each is treated by its answer, the good ones go on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.delivery import Delivery
from bus_site.bus.models import Subscription
from bus_site.bus.subscriptions import put
from bus_site.networks import EVERYWHERE
from tests.bus_site.consumer import Consumer, Received, Reply, reply, takes, wait_until
from tests.bus_site.events import fill

pytestmark = pytest.mark.django_db(transaction=True)

NEVER = 3600.0
PAGE = b"<!doctype html><title>Welcome</title>"

UNRULY: dict[str, Reply] = {
    "redirects": Reply(307, headers={"Location": "/elsewhere"}),
    "busy": reply(429, None, retry_after="3000"),
    "later": reply(503, None, retry_after="3000"),
    "cuts": Reply(200, b'{"position": ', cut=True),
    "proxy": Reply(200, PAGE, {"Content-Type": "text/html"}),
    "gone": reply(410),
}
LAST_ERROR = {
    "redirects": "answered 307",
    "busy": "answered 429",
    "later": "answered 503",
    "cuts": "IncompleteRead",
    "proxy": "answered 200, but not",
    "gone": "answered 410",
    "down": "Connection refused",
}


@pytest.fixture
def delivery() -> Iterator[Delivery]:
    running = Delivery(
        DeliverySettings(
            heartbeat=NEVER, backoff_base=0.01, backoff_cap=0.05, sinks_private=EVERYWHERE
        )
    )
    yield running
    assert running.stop(20)


@pytest.fixture
def consumers() -> Iterator[Callable[[str], Consumer]]:
    """Makes the consumer of that name, and subscribes it."""
    with ExitStack() as stack:

        def make(name: str) -> Consumer:
            consumer = stack.enter_context(Consumer())
            put(name, sink=consumer.url)
            return consumer

        yield make


def test_the_good_ones_are_at_the_head_while_each_bad_one_gets_what_it_asked_for(
    consumers: Callable[[str], Consumer], delivery: Delivery
) -> None:
    good = [consumers("good"), consumers("fine")]
    slow, freed = consumers("slow"), threading.Event()

    def late(received: Received) -> Reply:
        assert freed.wait(60)
        return takes(received)

    slow.always = late
    unruly = {name: consumers(name) for name in UNRULY}
    for name, consumer in unruly.items():
        consumer.always = UNRULY[name]
    put("down", sink="http://127.0.0.1:1/events")
    fill(1)
    delivery.start()

    for consumer in unruly.values():
        consumer.wait_for(lambda received: received)
    for _ in range(20):
        fill(5)
    for consumer in good:
        consumer.wait_for(lambda received, one=consumer: one.positions() == list(range(1, 102)))  # type: ignore[misc]
    assert not slow.received

    wait_until(lambda: _errors().keys() >= LAST_ERROR.keys())
    for name, expected in LAST_ERROR.items():
        assert expected in _errors()[name], name
    assert _positions() == dict.fromkeys(LAST_ERROR, 0)
    assert Subscription.objects.get(name="gone").state == Subscription.State.GONE
    # Who said when to come again was left in peace, and 410 is final.
    assert {name: len(unruly[name].received) for name in ("busy", "later", "gone")} == {
        "busy": 1,
        "later": 1,
        "gone": 1,
    }

    freed.set()
    for name, consumer in unruly.items():
        consumer.always = takes
        put(name, sink=consumer.url)
    slow.wait_for(lambda received: slow.positions() == list(range(1, 102)))
    wait_until(lambda: _positions() == dict.fromkeys(LAST_ERROR, 101) | {"down": 0})
    for consumer in unruly.values():
        assert set(consumer.positions()) == set(range(1, 102))


def _errors() -> dict[str, str]:
    rows = Subscription.objects.exclude(last_error="")
    return dict(rows.values_list("name", "last_error"))


def _positions() -> dict[str, int]:
    """How far the bus knows the bad ones to be."""
    return dict(Subscription.objects.filter(name__in=LAST_ERROR).values_list("name", "position"))
