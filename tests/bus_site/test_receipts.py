"""When a consumer had an event: written down as it answers, told by the trace."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from bus_site.bus import receipts
from bus_site.bus.appending import append
from bus_site.bus.models import LoggedEvent, Receipt, Subscription
from bus_site.bus.subscriptions import put, remove
from eventbox.envelope import format_time
from tests.bus_site.consumer import Consumer, reply
from tests.bus_site.deliverers import Clock, deliver, deliverer, let_retry_be_due, subscribe
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db


def receivers(bus: APIClient, story: str = "story") -> dict[str, list[str]]:
    """Who has received each event of the story, by the event's id."""
    return {
        step["id"]: [one["subscription"] for one in step["receivedBy"]]
        for step in bus.get(f"/trace/{story}").json()
    }


def stretches() -> list[tuple[int, int]]:
    return list(Receipt.objects.order_by("upto").values_list("after", "upto"))


def delivered(consumer: Consumer, **fields: Any) -> None:
    """Deliver what there is to a new deliverer's end."""
    subscribe(consumer.url, **fields)
    one = deliverer()
    deliver(one)
    one.close()


def test_a_trace_tells_who_received_an_event_and_how_long_after_it_was_in_the_log(
    bus: APIClient, consumer: Consumer
) -> None:
    append([event("c", "CommentCreated", correlation_id="story")])
    delivered(consumer)
    at = Receipt.objects.get().at
    LoggedEvent.objects.update(appended_at=at - timedelta(milliseconds=34))
    (step,) = bus.get("/trace/story").json()
    assert step["receivedBy"] == [
        {"subscription": "query", "at": format_time(at), "delayMs": 34},
    ]


def test_an_event_that_was_only_passed_over_was_not_received(
    bus: APIClient, consumer: Consumer
) -> None:
    append([event(id, id.upper(), correlation_id="story") for id in ("a", "b", "c")])
    delivered(consumer, types=["A", "C"])
    assert receivers(bus) == {"a": ["query"], "b": [], "c": ["query"]}


def test_what_it_was_not_sent_then_was_not_received_then(
    bus: APIClient, consumer: Consumer
) -> None:
    append([event(id, id.upper(), correlation_id="story") for id in ("a", "b", "c")])
    delivered(consumer, types=["A", "C"])
    Subscription.objects.update(types=["A", "B", "C"])
    assert receivers(bus)["b"] == []


def test_what_came_before_the_first_receipt_has_none(bus: APIClient, consumer: Consumer) -> None:
    append([event("a", correlation_id="story"), event("b", correlation_id="story")])
    delivered(consumer, position=1)
    assert receivers(bus) == {"a": [], "b": ["query"]}


def test_what_waits_was_not_received(bus: APIClient, consumer: Consumer) -> None:
    append([event("a", correlation_id="story")])
    consumer.always = reply(500)
    delivered(consumer)
    assert receivers(bus) == {"a": []}


def test_the_time_is_that_of_the_answer_whenever_it_is_saved(consumer: Consumer) -> None:
    fill(1)
    subscribe(consumer.url)
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    assert not Receipt.objects.exists()
    clock.now += 3600.0
    one.close()
    assert timezone.now() - Receipt.objects.get().at >= timedelta(hours=1)


def test_many_windows_are_written_down_at_once(consumer: Consumer) -> None:
    fill(9)
    subscribe(consumer.url)
    one = deliverer(max_events=2)
    with CaptureQueriesContext(connection) as queries:
        deliver(one)
        one.close()
    written = [query for query in queries if "INSERT" in query["sql"]]
    assert len(written) == 1
    assert stretches() == [(0, 2), (2, 4), (4, 6), (6, 8), (8, 9)]


def test_heartbeats_and_windows_that_only_move_the_cursor_leave_nothing(
    consumer: Consumer,
) -> None:
    fill(3, "Unwanted")
    subscribe(consumer.url, types=["Wanted"])
    clock = Clock()
    one = deliverer(clock)
    for _ in range(3):
        deliver(one)
        let_retry_be_due(clock)
    one.close()
    assert len(consumer.received) > 1
    assert stretches() == []


def test_what_is_delivered_again_keeps_its_first_time(consumer: Consumer) -> None:
    fill(4)
    subscribe(consumer.url)
    one = deliverer(max_events=2)
    deliver(one)
    one.close()
    first = list(Receipt.objects.values())
    consumer.script = [reply(409, {"position": 0, "types": []})]
    fill(2)
    one = deliverer(max_events=3)
    deliver(one)
    one.close()
    assert [received.positions for received in consumer.received[-2:]] == [[1, 2, 3], [4, 5, 6]]
    assert list(Receipt.objects.filter(upto__lte=4).values()) == first
    assert stretches()[2:] == [(4, 6)]


def test_it_counts_although_the_subscription_was_put_anew_meanwhile(consumer: Consumer) -> None:
    fill(2)
    subscribe(consumer.url)
    one = deliverer()
    deliver(one)
    put("query", sink=consumer.url)
    deliver(one)
    assert stretches() == [(0, 2)]


def test_single_events_are_written_down_too(bus: APIClient, consumer: Consumer) -> None:
    append([event(id, id.upper(), correlation_id="story") for id in ("a", "b", "c")])
    delivered(consumer, mode=Subscription.Mode.JSON, types=["A", "C"])
    assert receivers(bus) == {"a": ["query"], "b": [], "c": ["query"]}


def test_single_events_are_not_written_down_one_by_one(consumer: Consumer) -> None:
    fill(5)
    subscribe(consumer.url, mode=Subscription.Mode.JSON)
    one = deliverer()
    with CaptureQueriesContext(connection) as queries:
        deliver(one)
        one.close()
    assert len(consumer.received) == 5
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
    assert len(stretches()) == 5


def test_the_oldest_are_forgotten(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "KEPT", 4)
    monkeypatch.setattr(receipts, "SWEEP_EVERY", 5)
    fill(9)
    subscribe(consumer.url)
    one = deliverer(max_events=1)
    deliver(one)
    one.close()
    assert [upto for _, upto in stretches()] == [6, 7, 8, 9]


def test_a_subscription_that_is_removed_leaves_none(consumer: Consumer) -> None:
    fill(1)
    delivered(consumer)
    assert stretches() == [(0, 1)]
    remove("query")
    assert stretches() == []


def test_a_long_story_is_looked_up_at_once(
    bus: APIClient, consumer: Consumer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    append([event("first", correlation_id="short")])
    append([event(str(n), correlation_id="long") for n in range(50)])
    subscribe(consumer.url)
    one = deliverer(max_events=1)
    deliver(one, steps=60)
    one.close()
    with CaptureQueriesContext(connection) as queries:
        assert receivers(bus, "short") == {"first": ["query"]}
    with django_assert_num_queries(len(queries)):
        assert len(receivers(bus, "long")) == 50
