"""The delivery protocol against a consumer that really answers, step by step."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from bus_site.bus.appending import append
from bus_site.bus.models import Subscription
from bus_site.bus.subscriptions import pause, put, resume
from eventbox.envelope import Event
from eventbox.gathering import REST, SEVERAL
from eventbox.signing import verify
from tests.bus_site.clients import SECRET, client, declared
from tests.bus_site.consumer import Consumer, Received, Reply, reply, takes
from tests.bus_site.deliverers import (
    Clock,
    deliver,
    deliverer,
    let_retry_be_due,
    subscribe,
    subscription,
)
from tests.bus_site.events import envelope, event, fill

pytestmark = pytest.mark.django_db

State = Subscription.State


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_everything_arrives_in_order_and_once(consumer: Consumer) -> None:
    fill(7)
    subscribe(consumer.url)
    deliver(deliverer(max_events=3))
    assert consumer.positions() == [1, 2, 3, 4, 5, 6, 7]
    assert [received.json["upto"] for received in consumer.received] == [3, 6, 7]


def test_after_several_events_the_next_gather_for_a_moment(
    consumer: Consumer, clock: Clock
) -> None:
    fill(SEVERAL)
    subscribe(consumer.url)
    one = deliverer(clock)
    assert 0 < deliver(one) <= REST
    fill(1)
    assert 0 < deliver(one) <= REST
    fill(1)
    clock.now += REST
    deliver(one)
    sent = [received.positions for received in consumer.received]
    assert sent == [[*range(1, SEVERAL + 1)], [SEVERAL + 1, SEVERAL + 2]]


def test_after_a_few_events_the_next_are_sent_at_once(consumer: Consumer) -> None:
    fill(SEVERAL - 1)
    subscribe(consumer.url)
    one = deliverer()
    deliver(one)
    fill(1)
    deliver(one)
    assert [len(received.positions) for received in consumer.received] == [SEVERAL - 1, 1]


def test_what_is_cut_short_is_gone_on_with_at_once(consumer: Consumer) -> None:
    fill(SEVERAL + 2)
    subscribe(consumer.url)
    one = deliverer(max_events=SEVERAL)
    assert one.deliver_once() == 0
    deliver(one)
    assert [len(received.positions) for received in consumer.received] == [SEVERAL, 2]


def test_progress_is_saved_before_long(consumer: Consumer, clock: Clock) -> None:
    fill(2)
    subscribe(consumer.url)
    one = deliverer(clock)
    assert deliver(one) <= 0.5
    clock.now += 0.5
    deliver(one)
    row = subscription()
    assert row.position == 2
    assert row.last_success_at is not None


def test_progress_is_saved_when_the_delivery_ends(consumer: Consumer) -> None:
    fill(2)
    subscribe(consumer.url)
    one = deliverer()
    deliver(one)
    one.close()
    row = subscription()
    assert row.position == 2
    assert row.lease_until is None


def test_only_wanted_types_are_sent(consumer: Consumer) -> None:
    append([event("1", "A"), event("2", "B"), event("3", "A")])
    subscribe(consumer.url, types=["A"])
    deliver(deliverer())
    assert consumer.positions() == [1, 3]
    assert consumer.received[0].json["types"] == ["A"]


def test_a_consumer_that_was_restored_is_sent_what_it_lacks(consumer: Consumer) -> None:
    fill(5)
    subscribe(consumer.url, position=5)
    consumer.script = [reply(409, {"position": 2, "types": []})]
    deliver(deliverer())
    assert consumer.positions() == [3, 4, 5]
    assert consumer.received[1].json["afterId"] == "2"


def test_a_consumer_that_is_ahead_is_taken_at_its_word(consumer: Consumer) -> None:
    fill(5)
    subscribe(consumer.url)
    consumer.script = [reply(409, {"position": 4, "types": []})]
    deliver(deliverer())
    assert consumer.received[1].positions == [5]


def test_a_consumer_that_has_learned_types_is_sent_those(consumer: Consumer) -> None:
    append([event("1", "A"), event("2", "B")])
    subscribe(consumer.url, types=["A"])
    consumer.script = [reply(409, {"position": 0, "types": ["B", "A"]})]
    deliver(deliverer())
    assert consumer.received[1].json["types"] == ["A", "B"]
    assert subscription().types == ["A", "B"]


def test_a_consumer_that_never_agrees_is_not_asked_without_end(
    consumer: Consumer, clock: Clock
) -> None:
    fill(2)
    subscribe(consumer.url)
    consumer.always = reply(409, {"position": 1, "types": []})
    one = deliverer(clock)
    assert deliver(one) == 1.0
    assert len(consumer.received) == 2
    assert subscription().last_error
    let_retry_be_due(clock)
    assert deliver(one) == 2.0
    assert len(consumer.received) == 3


def test_a_consumer_of_another_log_stops_its_subscription(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(409, {"stopped": "this is another log"})]
    one = deliverer()
    deliver(one)
    row = subscription()
    assert row.state == State.STOPPED
    assert row.last_error == "its consumer has another log: this is another log"
    deliver(one)
    assert len(consumer.received) == 1


def test_a_consumer_ahead_of_the_log_stops_its_subscription(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(409, {"position": 9, "types": []})]
    deliver(deliverer())
    row = subscription()
    assert row.state == State.STOPPED
    assert "older than the consumer" in row.last_error
    assert len(consumer.received) == 1


def test_410_ends_the_delivery_until_the_subscription_is_put_again(
    consumer: Consumer, clock: Clock
) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(410)]
    one = deliverer(clock)
    deliver(one)
    assert subscription().state == State.GONE
    put("query", sink=consumer.url)
    clock.now += 2.0
    deliver(one)
    assert consumer.positions() == [1, 1]
    assert subscription().state == State.ACTIVE


def test_a_stopped_subscription_goes_on_when_it_is_resumed(
    consumer: Consumer, clock: Clock
) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(409, {"stopped": "other events"})]
    one = deliverer(clock)
    deliver(one)
    resume("query")
    clock.now += 2.0
    deliver(one)
    assert len(consumer.received) == 2
    assert subscription().last_error == ""


@pytest.mark.parametrize(
    "failure",
    [
        Reply(200, b"<!doctype html>"),
        Reply(200, b'{"position": 0}'),
        Reply(200, b'{"position": 1', cut=True),
        Reply(204),
        reply(307, None, location="http://127.0.0.1:9/"),
        reply(400, {"detail": "no"}),
        reply(404),
        reply(409, {"detail": "what?"}),
        reply(500),
        reply(502),
    ],
)
def test_after_any_failure_the_same_window_comes_again(
    consumer: Consumer, clock: Clock, failure: Reply
) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [failure, failure]
    one = deliverer(clock)
    assert deliver(one) == 1.0
    row = subscription()
    assert (row.state, row.position, row.failures) == (State.ACTIVE, 0, 1)
    assert row.last_error
    let_retry_be_due(clock)
    assert deliver(one) == 2.0
    let_retry_be_due(clock)
    deliver(one)
    assert consumer.positions() == [1, 1, 1]
    row = subscription()
    assert (row.position, row.failures, row.last_error, row.retry_at) == (1, 0, "", None)


def test_nothing_is_sent_before_the_backoff_is_over(consumer: Consumer, clock: Clock) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(503, None, retry_after="600")]
    one = deliverer(clock)
    deliver(one)
    clock.now += 3600.0  # the database's clock, which counts, has not moved
    assert deliver(one) > 0
    assert len(consumer.received) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(consumer: Consumer, status: int) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(status, None, retry_after="600")]
    begin = timezone.now()
    deliver(deliverer())
    retry_at = subscription().retry_at
    assert retry_at is not None
    assert retry_at >= begin + timedelta(seconds=590)


def test_putting_a_subscription_ends_its_backoff(consumer: Consumer, clock: Clock) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.script = [reply(503, None, retry_after="600")]
    one = deliverer(clock)
    deliver(one)
    put("query", sink=consumer.url)
    clock.now += 2.0
    deliver(one)
    assert consumer.positions() == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_after_the_subscription_was_put_anew_does_not_count(
    consumer: Consumer,
) -> None:
    fill(3)
    subscribe(consumer.url)

    def put_anew(received: Received) -> Reply:
        subscribe(consumer.url, position=1)
        connection.close()
        return reply(500)

    consumer.script = [put_anew]
    one = deliverer()
    one.deliver_once()
    row = subscription()
    assert (row.position, row.failures, row.last_error) == (1, 0, "")


def test_a_window_that_is_too_large_for_the_way_comes_in_smaller_ones(consumer: Consumer) -> None:
    fill(10)
    subscribe(consumer.url)

    def small_only(received: Received) -> Reply:
        return takes(received) if len(received.positions) <= 2 else reply(413)

    consumer.always = small_only
    deliver(deliverer(max_events=10))
    taken = [received.positions for received in consumer.received if len(received.positions) <= 2]
    assert [position for positions in taken for position in positions] == list(range(1, 11))


def test_an_event_that_alone_is_too_large_is_a_failure(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url)
    consumer.always = reply(413)
    assert deliver(deliverer()) == 1.0
    assert "413" in subscription().last_error


def test_a_paused_subscription_is_left_in_peace(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url, state=State.PAUSED)
    assert deliver(deliverer()) > 0
    assert not consumer.received


def test_what_was_delivered_before_a_pause_is_saved(consumer: Consumer, clock: Clock) -> None:
    fill(1)
    subscribe(consumer.url)
    one = deliverer(clock)
    deliver(one)
    pause("query")
    deliver(one)
    assert subscription().position == 1


def test_of_two_deliverers_one_delivers(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url)
    first, second = deliverer(), deliverer()
    deliver(first)
    append([event("more")])
    deliver(second)
    assert consumer.positions() == [1]
    first.close()
    deliver(second_after_a_while := deliverer())
    assert consumer.positions() == [1, 2]
    second_after_a_while.close()


def test_pushes_are_signed_with_the_consumers_own_secret(
    consumer: Consumer, settings: Settings
) -> None:
    settings.BUS_CLIENTS = declared(client("query", "*"))
    fill(1)
    subscribe(consumer.url)
    deliver(deliverer())
    (received,) = consumer.received
    verify([SECRET], received.headers, received.body)
    assert received.headers["content-type"] == "application/json"


def test_a_secret_that_cannot_sign_is_shown(consumer: Consumer, settings: Settings) -> None:
    settings.BUS_CLIENTS = declared(client("query", "*", secrets=("not base64!",)))
    fill(1)
    subscribe(consumer.url)
    deliver(deliverer())
    assert "secret" in subscription().last_error
    assert not consumer.received


def test_events_are_passed_on_byte_for_byte(consumer: Consumer) -> None:
    sent = json.dumps(envelope("1", data={"number": 1.10, "text": "ä"}), indent=1)
    append([Event.parse(sent)])
    subscribe(consumer.url)
    deliver(deliverer())
    assert sent[1:].strip() in consumer.received[0].body.decode()
