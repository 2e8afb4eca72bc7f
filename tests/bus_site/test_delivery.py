"""The delivery as it runs: a thread for each subscription, woken by what happens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from bus_site.bus.conf import DeliverySettings
from bus_site.bus.delivery import Delivery
from bus_site.bus.models import Subscription
from bus_site.bus.subscriptions import pause, put, remove, resume
from bus_site.networks import EVERYWHERE
from tests.bus_site.consumer import Consumer, Received, Reply, reply, takes, wait_until
from tests.bus_site.events import fill

pytestmark = pytest.mark.django_db(transaction=True)

# Much longer than any test: whatever happens in time was woken.
NEVER = 3600.0


class Running(AbstractContextManager["Running"]):
    """A delivery that runs until the end of the `with`."""

    def __init__(self, **settings: float) -> None:
        given = {"heartbeat": NEVER, "backoff_base": 0.01, "backoff_cap": 0.05} | settings
        self.delivery = Delivery(
            DeliverySettings(sinks_private=EVERYWHERE, **given)  # type: ignore[arg-type]
        )

    def __enter__(self) -> "Running":
        self.delivery.start()
        return self

    def __exit__(self, *exception: object) -> None:
        assert self.delivery.stop(20)


@pytest.fixture
def consumers() -> Iterator[Callable[[], Consumer]]:
    """Makes as many consumers as a test asks for."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Consumer())


def test_what_is_appended_arrives(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running():
        for _ in range(5):
            fill(3)
        consumer.wait_for(lambda received: len(consumer.positions()) == 15)
    assert consumer.positions() == list(range(1, 16))


def test_a_subscription_that_is_made_while_it_runs_is_served(consumer: Consumer) -> None:
    fill(2)
    with Running():
        put("query", sink=consumer.url)
        consumer.wait_for(lambda received: consumer.positions() == [1, 2])


def test_a_subscription_that_is_removed_is_served_no_more(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running() as running:
        consumer.wait_for(lambda received: received)
        remove("query")
        wait_until(lambda: not running.delivery._running)
        fill(1)
    assert consumer.positions() == []


def test_pause_and_resume_work_at_once(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running():
        consumer.wait_for(lambda received: received)
        pause("query")
        fill(1)
        resume("query")
        consumer.wait_for(lambda received: consumer.positions() == [1])


def test_a_consumer_that_hangs_delays_no_other(consumers: Callable[[], Consumer]) -> None:
    slow, quick = consumers(), consumers()
    freed = threading.Event()

    def hang(received: Received) -> Reply:
        assert freed.wait(20)
        return takes(received)

    slow.always = hang
    put("slow", sink=slow.url)
    put("quick", sink=quick.url)
    with Running():
        fill(1)
        quick.wait_for(lambda received: quick.positions() == [1])
        assert not slow.received
        freed.set()
        slow.wait_for(lambda received: slow.positions() == [1])


def test_a_consumer_that_is_down_delays_no_other_and_misses_nothing(
    consumers: Callable[[], Consumer],
) -> None:
    down, up = consumers(), consumers()
    down.always = reply(500)
    put("down", sink=down.url)
    put("up", sink=up.url)
    with Running():
        fill(3)
        up.wait_for(lambda received: up.positions() == [1, 2, 3])
        down.wait_for(lambda received: len(received) > 2)
        down.received.clear()
        down.always = takes
        down.wait_for(lambda received: received and received[-1].json["upto"] == 3)


def test_putting_a_subscription_wakes_it_from_its_backoff(consumer: Consumer) -> None:
    consumer.script = [reply(503, None, retry_after="3000")]
    put("query", sink=consumer.url)
    with Running():
        consumer.wait_for(lambda received: len(received) == 1)
        wait_until(lambda: Subscription.objects.get().failures)
        put("query", sink=consumer.url)
        consumer.wait_for(lambda received: len(received) == 2)


def test_a_heartbeat_is_sent_when_nothing_happens(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running(heartbeat=0.05):
        consumer.wait_for(lambda received: len(received) >= 3)
    assert consumer.positions() == []


def test_a_restored_consumer_catches_up_by_a_heartbeat(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running(heartbeat=0.05):
        fill(3)
        consumer.wait_for(lambda received: consumer.positions() == [1, 2, 3])
        consumer.script = [reply(409, {"position": 1, "types": []})]
        consumer.wait_for(lambda received: [2, 3] in [each.positions for each in received])


def test_a_request_in_flight_is_finished_before_the_delivery_ends(consumer: Consumer) -> None:
    arrived, freed = threading.Event(), threading.Event()

    def hold(received: Received) -> Reply:
        arrived.set()
        assert freed.wait(20)
        return takes(received)

    consumer.always = hold
    fill(1)
    put("query", sink=consumer.url)
    running = Running()
    running.delivery.start()
    assert arrived.wait(20)
    stopping = threading.Thread(target=running.delivery.stop, args=(20,))
    stopping.start()
    freed.set()
    stopping.join()
    row = Subscription.objects.get()
    assert (row.position, row.lease_until) == (1, None)


def test_an_exchange_that_never_ends_is_cut_off(consumer: Consumer) -> None:
    freed = threading.Event()

    def hang(received: Received) -> Reply:
        assert freed.wait(20)
        return takes(received)

    consumer.script = [hang]
    fill(1)
    put("query", sink=consumer.url)
    with Running(timeout=0.2):
        wait_until(lambda: consumer.positions() == [1])
        freed.set()


def test_of_two_deliveries_each_event_comes_from_one(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running(), Running():
        for _ in range(10):
            fill(1)
        consumer.wait_for(lambda received: len(consumer.positions()) >= 10)
    assert consumer.positions() == list(range(1, 11))


def test_another_delivery_takes_over_when_one_ends(consumer: Consumer) -> None:
    put("query", sink=consumer.url)
    with Running():
        with Running():
            fill(1)
            consumer.wait_for(lambda received: consumer.positions() == [1])
        fill(1)
        consumer.wait_for(lambda received: consumer.positions()[-1] == 2)
