import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus.models import Head, Subscription
from tests.bus_site.consumer import Consumer
from tests.bus_site.deliverers import deliver, deliverer, subscribe
from tests.bus_site.events import fill

pytestmark = pytest.mark.django_db

SINK = "http://127.0.0.1:1/"


def test_the_status_names_the_log_and_its_end(bus: APIClient) -> None:
    assert bus.get("/status").json()["head"] == {"position": 0, "id": None}
    fill(3)
    body = bus.get("/status").json()
    assert body["head"] == {"position": 3, "id": "3"}
    assert body["log"] == Head.current().log


def test_the_status_says_who_is_behind(bus: APIClient) -> None:
    fill(3)
    subscribe(SINK, position=1)
    (line,) = bus.get("/status").json()["subscriptions"]
    assert line.pop("lagSeconds") >= 0
    assert line == {
        "name": "query",
        "mode": "window",
        "state": "active",
        "position": 1,
        "lag": 2,
    }


def test_the_status_says_whether_anybody_delivers(bus: APIClient, consumer: Consumer) -> None:
    assert bus.get("/status").json()["delivery"] == "idle"
    subscribe(consumer.url)
    assert bus.get("/status").json()["delivery"] == "stopped"
    one = deliverer()
    deliver(one)
    assert bus.get("/status").json()["delivery"] == "running"
    one.close()
    assert bus.get("/status").json()["delivery"] == "stopped"
    Subscription.objects.update(state=Subscription.State.PAUSED)
    assert bus.get("/status").json()["delivery"] == "idle"


def test_what_was_wrong_on_the_way_to_nats_is_told_while_the_bus_is_to_go_there(
    bus: APIClient, settings: Settings
) -> None:
    fill(1)
    Head.objects.update(trouble="not moved yet")
    settings.TRANSPORT_URL = "nats://there"
    assert bus.get("/status").json()["stream"] == {"name": "", "trouble": "not moved yet"}
    settings.TRANSPORT_URL = ""
    assert bus.get("/status").json()["stream"] is None
