"""A client reads what is declared for it, in whatever way it asks, and nothing else."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus.models import Subscription
from tests.bus_site.clients import client, declared
from tests.bus_site.consumer import Consumer, reply
from tests.bus_site.deliverers import Clock, deliver, deliverer, let_retry_be_due, subscribe
from tests.bus_site.deliverers import subscription as row
from tests.bus_site.events import envelope, fill

pytestmark = pytest.mark.django_db

Services = dict[str, APIClient]

SINK = {"sink": "http://127.0.0.1:1/events"}


@pytest.fixture(autouse=True)
def _log(services: Services) -> None:
    fill(1, "PostCreated")
    fill(1, "CommentCreated", source="/comments", data={"content": "not approved"})


def types(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer
    found = answer.getvalue() if answer.streaming else answer.content
    return [type for type in ("PostCreated", "CommentCreated") if type.encode() in found]


def test_without_a_filter_it_gets_what_it_may_read(services: Services) -> None:
    assert types(services["query"].get("/events")) == ["PostCreated"]
    assert types(services["query"].get("/events?limit=5")) == ["PostCreated"]
    assert types(services["watcher"].get("/events")) == ["PostCreated", "CommentCreated"]


@pytest.mark.parametrize("query", ["type=CommentCreated", "type=PostCreated&type=CommentCreated"])
def test_what_it_may_not_read_is_named(services: Services, query: str) -> None:
    answer = services["query"].get(f"/events?{query}")
    assert answer.status_code == 403
    assert "query may not read CommentCreated: " in answer.json()["detail"]


def test_a_client_without_a_declaration_reads_nothing(services: Services) -> None:
    for path in ("/events", "/events?type=PostCreated", "/events?subject=p1"):
        assert services["posts"].get(path).status_code == 403


def test_a_single_event_that_it_may_not_read_is_not_found(services: Services) -> None:
    assert services["query"].get("/events/1").status_code == 200
    assert services["query"].get("/events/2").status_code == 404
    assert services["posts"].get("/events/1").status_code == 404


def test_the_id_at_a_position_is_for_every_client_and_says_no_more(services: Services) -> None:
    answer = services["posts"].get("/positions/2")
    assert answer.json() == {"position": 2, "id": "2"}


@pytest.mark.parametrize("position", ["0", "3", "99999999999999999999"])
def test_a_position_without_an_event_is_not_found(services: Services, position: str) -> None:
    assert services["posts"].get(f"/positions/{position}").status_code == 404


@pytest.mark.parametrize("wish", [{"types": ["CommentCreated"]}, {"types": []}, {}])
def test_it_cannot_subscribe_to_what_it_may_not_read(
    services: Services, wish: dict[str, Any]
) -> None:
    answer = services["query"].put("/subscriptions/query", SINK | wish)
    assert answer.status_code == 403
    assert "BUS_READS" in answer.json()["detail"]
    assert not Subscription.objects.exists()


def test_it_sees_its_own_subscription_and_no_other(services: Services) -> None:
    subscribe("http://127.0.0.1:1/secret-place", "comments", last_error="secret trouble")
    services["query"].put("/subscriptions/query", SINK | {"types": ["PostCreated"]})
    seen = services["query"].get("/subscriptions").json()
    assert [one["name"] for one in seen] == ["query"]
    assert services["query"].get("/subscriptions/query").status_code == 200
    assert services["query"].get("/subscriptions/comments").status_code == 403
    assert services["query"].get("/subscriptions/nobody").status_code == 403
    everything = services["watcher"].get("/subscriptions").json()
    assert [one["name"] for one in everything] == ["comments", "query"]


@pytest.mark.parametrize("mode", ["window", "json"])
@pytest.mark.parametrize("wanted", [[], ["CommentCreated"]])
def test_nothing_is_pushed_that_it_may_not_read(
    services: Services, consumer: Consumer, mode: str, wanted: list[str]
) -> None:
    subscribe(consumer.url, mode=mode, types=wanted)
    deliver(deliverer())
    assert not consumer.received
    assert "query may not read" in row().last_error


def test_a_consumer_cannot_answer_itself_into_other_types(
    services: Services, consumer: Consumer
) -> None:
    subscribe(consumer.url, types=["PostCreated"])
    consumer.script = [
        reply(409, {"position": 0, "types": ["CommentCreated", "PostCreated"]}),
        reply(409, {"position": 0, "types": []}),
    ]
    clock = Clock()
    one = deliverer(clock)
    deliver(one)
    let_retry_be_due(clock)
    deliver(one)
    assert b"CommentCreated" not in b"".join(received.body for received in consumer.received)
    assert "query may not read CommentCreated" in row().last_error


def test_without_a_client_of_its_name_a_subscription_is_sent_nothing(
    services: Services, consumer: Consumer, settings: Settings
) -> None:
    settings.BUS_CLIENTS = {}
    subscribe(consumer.url, types=["PostCreated"])
    deliver(deliverer())
    assert not consumer.received


def test_what_is_declared_holds_with_debug_on_as_well(
    services: Services, settings: Settings
) -> None:
    settings.DEBUG = True
    assert services["query"].get("/events?type=CommentCreated").status_code == 403


def test_a_type_is_published_by_its_owner_alone(services: Services, settings: Settings) -> None:
    settings.EVENT_SOURCES = {"CommentModerated": "/moderation"}
    settings.BUS_CLIENTS |= declared(client("moderation"))
    services["moderation"] = APIClient(HTTP_AUTHORIZATION="Bearer moderation-token")
    forged = envelope("a", type="CommentModerated")
    answer = services["posts"].post("/events", [envelope("b"), forged])
    assert answer.status_code == 403
    assert answer.json()["event"] == {"index": 1, "id": "a", "field": "type"}
    assert services["posts"].post("/events", {"type": "CommentModerated", "data": {}}).json()[
        "event"
    ]["field"] == ("type")
    genuine = envelope("a", type="CommentModerated", source="/moderation")
    assert services["moderation"].post("/events", genuine).status_code == 201
    assert services["posts"].post("/events", envelope("c", type="Undeclared")).status_code == 201
