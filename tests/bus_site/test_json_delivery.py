"""Json mode: one event a request, at least once, for consumers that know only {type, data}."""

from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from bus_site.bus.appending import append
from bus_site.bus.models import Subscription
from bus_site.bus.subscriptions import pause, put, rewind, skip
from eventbox.signing import verify
from tests.bus_site.clients import SECRET, client, declared
from tests.bus_site.consumer import Consumer, Received, Reply, reply
from tests.bus_site.deliverers import (
    Clock,
    deliver,
    deliverer,
    let_retry_be_due,
    subscribe,
    subscription,
)
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db


def subscribe_json(consumer: Consumer, **fields: Any) -> None:
    subscribe(consumer.url, mode=Subscription.Mode.JSON, **fields)


def ids(consumer: Consumer) -> list[str]:
    return [received.json["id"] for received in consumer.received]


def test_each_event_is_a_request_of_its_own_in_order(consumer: Consumer) -> None:
    fill(3)
    subscribe_json(consumer)
    deliver(deliverer())
    assert ids(consumer) == ["1", "2", "3"]
    assert [received.json["position"] for received in consumer.received] == [1, 2, 3]
    assert {received.headers["content-type"] for received in consumer.received} == {
        "application/json"
    }


def test_a_request_is_an_event_with_type_and_data(consumer: Consumer) -> None:
    append([event("a", "Tick", data={"n": 1})])
    subscribe_json(consumer)
    deliver(deliverer())
    body = consumer.received[0].json
    assert (body["type"], body["data"]) == ("Tick", {"n": 1})


def test_each_success_is_saved_at_once(consumer: Consumer) -> None:
    fill(2)
    subscribe_json(consumer)
    one = deliverer()
    one.deliver_once()
    assert subscription().position == 1
    one.deliver_once()
    assert subscription().position == 2


def test_only_wanted_types_are_sent_and_the_rest_is_passed_over(consumer: Consumer) -> None:
    append([event("1", "A"), event("2", "B"), event("3", "A"), event("4", "B")])
    subscribe_json(consumer, types=["A"])
    one = deliverer()
    deliver(one)
    one.close()
    assert ids(consumer) == ["1", "3"]
    assert subscription().position == 4


def test_an_event_that_is_refused_holds_the_subscription_visibly(
    consumer: Consumer, caplog: pytest.LogCaptureFixture
) -> None:
    fill(2)
    subscribe_json(consumer)
    consumer.always = reply(500, "does not compute")
    clock = Clock()
    one = deliverer(clock)
    for _ in range(3):
        deliver(one)
        let_retry_be_due(clock)
    assert ids(consumer) == ["1", "1", "1"]
    row = subscription()
    assert (row.state, row.position, row.failures) == (Subscription.State.ACTIVE, 0, 3)
    assert "does not compute" in row.last_error
    assert "answered 500" in caplog.text
    assert "does not compute" not in caplog.text  # it may quote what it was sent


def test_skipping_the_event_lets_the_next_one_through(consumer: Consumer) -> None:
    fill(2)
    subscribe_json(consumer)
    consumer.script = [reply(500)]
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    skip("query")
    clock.now += 2.0
    deliver(one)
    assert ids(consumer) == ["1", "2"]


def test_rewinding_sends_again_what_was_sent(consumer: Consumer) -> None:
    fill(3)
    subscribe_json(consumer)
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    rewind("query", after=1)
    clock.now += 2.0
    deliver(one)
    assert ids(consumer) == ["1", "2", "3", "2", "3"]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_on_its_way_while_the_subscription_is_paused_counts(
    consumer: Consumer,
) -> None:
    fill(2)
    subscribe_json(consumer)

    def pause_meanwhile(received: Received) -> Reply:
        pause("query")
        connection.close()
        return reply(200)

    consumer.script = [pause_meanwhile]
    deliver(deliverer())
    assert ids(consumer) == ["1"]
    assert subscription().position == 1


@pytest.mark.django_db(transaction=True)
def test_a_rewind_is_not_undone_by_an_event_that_is_on_its_way(consumer: Consumer) -> None:
    fill(3)
    subscribe_json(consumer, position=2)

    def rewind_meanwhile(received: Received) -> Reply:
        subscribe_json(consumer, position=0)
        connection.close()
        return reply(200)

    consumer.script = [rewind_meanwhile]
    deliverer().deliver_once()
    assert subscription().position == 0


def test_410_ends_the_delivery_until_it_is_put_again(consumer: Consumer) -> None:
    fill(1)
    subscribe_json(consumer)
    consumer.script = [reply(410)]
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    assert subscription().state == Subscription.State.GONE
    put("query", sink=consumer.url)
    clock.now += 2.0
    deliver(one)
    assert ids(consumer) == ["1", "1"]


def test_the_event_is_signed_under_its_own_id(consumer: Consumer, settings: Settings) -> None:
    settings.BUS_CLIENTS = declared(client("query", "*"))
    fill(1)
    subscribe_json(consumer)
    deliver(deliverer())
    (received,) = consumer.received
    verify([SECRET], received.headers, received.body)
    assert received.headers["webhook-id"] == "1"
