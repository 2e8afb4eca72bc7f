"""A consumer whose clock differs from the bus's is signed for by its own."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from pytest_django import Settings

from bus_site.bus.consumer_clock import ConsumerClock
from bus_site.bus.outcomes import Answer, NoAnswer, Reply
from tests.bus_site.clients import client, declared
from tests.bus_site.consumer import Consumer, Received, reply, takes
from tests.bus_site.consumer import Reply as Scripted
from tests.bus_site.deliverers import Clock, deliver, deliverer, let_retry_be_due, subscribe
from tests.bus_site.events import fill

HOUR = 3600
FIVE_MINUTES = 300


def date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def clock_after(reply: Reply) -> int:
    clock = ConsumerClock(lambda: 1_000_000.0)
    clock.learn(reply)
    return clock.now()


@pytest.mark.parametrize("apart", [HOUR, -HOUR])
def test_a_refusal_that_tells_another_time_is_followed(apart: int) -> None:
    assert clock_after(Answer(401, date=date(1_000_000 + apart))) == 1_000_000 + apart


@pytest.mark.parametrize(
    "reply",
    [
        NoAnswer("nothing"),
        Answer(200, date=date(0)),
        Answer(403, date=date(0)),
        Answer(401),
        Answer(401, date="yesterday"),
        Answer(401, date=""),
        Answer(401, date=date(1_000_030)),
    ],
)
def test_nothing_else_changes_the_time(reply: Reply) -> None:
    assert clock_after(reply) == 1_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("apart", [HOUR, -HOUR])
def test_a_consumer_an_hour_apart_takes_the_second_push(
    consumer: Consumer, settings: Settings, apart: int
) -> None:
    def strict(received: Received) -> Scripted:
        now = time.time() + apart
        if abs(now - int(received.headers["webhook-timestamp"])) > FIVE_MINUTES:
            return reply(401, {"detail": "too old"}, date=date(now))
        return takes(received)

    consumer.always = strict
    settings.BUS_CLIENTS = declared(client("query", "*"))
    fill(1)
    subscribe(consumer.url)
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    let_retry_be_due(clock)
    deliver(one)
    assert consumer.positions() == [1, 1]
    fill(1)
    deliver(one)
    assert consumer.positions() == [1, 1, 2]
    one.close()
