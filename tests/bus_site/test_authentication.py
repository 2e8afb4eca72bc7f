"""Who may do what: every call with a token, and each service only what is its own."""

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus.models import LoggedEvent, Subscription
from tests.bus_site.calls import call
from tests.bus_site.events import envelope, fill, text

pytestmark = pytest.mark.django_db

Services = dict[str, APIClient]

SINK = {"sink": "http://127.0.0.1:1/events", "types": ["PostCreated"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/events"),
        ("GET", "/events"),
        ("GET", "/events/1"),
        ("GET", "/positions/1"),
        ("GET", "/subscriptions"),
        ("GET", "/subscriptions/query"),
        ("PUT", "/subscriptions/query"),
        ("DELETE", "/subscriptions/query"),
        ("POST", "/subscriptions/query/pause"),
        ("POST", "/subscriptions/query/resume"),
        ("POST", "/subscriptions/query/rewind"),
        ("POST", "/subscriptions/query/skip"),
        ("GET", "/trace/1"),
    ],
)
def test_a_stranger_is_asked_for_a_token(services: Services, method: str, path: str) -> None:
    fill(1)
    answer = call(services["stranger"], method, path, text(SINK))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert LoggedEvent.objects.count() == 1
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer posts-token extra",
        "Basic cG9zdHM6cG9zdHM=",
        "posts-token",
        "Bearer pösts-token",
        "Bearer \udcff",
    ],
)
@pytest.mark.parametrize("debug", [True, False])
def test_a_wrong_token_is_refused_even_with_debug_on(
    services: Services, settings: Settings, header: str, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = services["stranger"].get("/events", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401


def test_with_debug_on_a_missing_token_passes(services: Services, settings: Settings) -> None:
    settings.DEBUG = True
    assert services["stranger"].get("/events").status_code == 200


def test_a_service_publishes_under_its_own_source(services: Services) -> None:
    assert services["posts"].post("/events", envelope("a")).status_code == 201


def test_a_service_may_not_publish_for_another(services: Services) -> None:
    answer = services["query"].post("/events", [envelope("a")])
    assert answer.status_code == 403
    assert answer.json()["event"] == {"index": 0, "id": "a", "field": "source"}
    assert not LoggedEvent.objects.exists()


def test_that_holds_with_debug_on_as_well(services: Services, settings: Settings) -> None:
    settings.DEBUG = True
    assert services["query"].post("/events", envelope("a")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/pause"),
        ("POST", "/resume"),
        ("POST", "/rewind"),
        ("POST", "/skip"),
    ],
)
def test_a_service_may_not_touch_the_subscription_of_another(
    services: Services, method: str, path: str
) -> None:
    assert services["query"].put("/subscriptions/query", SINK).status_code == 201
    before = Subscription.objects.values().get()
    answer = call(services["posts"], method, f"/subscriptions/query{path}", text(SINK))
    assert answer.status_code == 403
    assert Subscription.objects.values().get() == before


def test_a_trace_is_open_where_the_setting_says_so(services: Services, settings: Settings) -> None:
    settings.TRACE_OPEN = True
    fill(1, correlation_id="c")
    assert services["stranger"].get("/trace/c").status_code == 200


def test_else_a_trace_is_for_who_may_read_everything(services: Services) -> None:
    fill(1, correlation_id="c")
    answers = {name: services[name].get("/trace/c").status_code for name in services}
    assert answers == {"posts": 403, "query": 403, "watcher": 200, "stranger": 401}


def test_the_status_is_open_and_tells_no_addresses(services: Services) -> None:
    services["query"].put("/subscriptions/query", SINK)
    answer = services["stranger"].get("/status")
    assert answer.status_code == 200
    assert str(SINK["sink"]) not in answer.content.decode()


def test_where_traces_are_open_the_subscriptions_are_shown_without_their_addresses(
    services: Services, settings: Settings
) -> None:
    services["query"].put("/subscriptions/query", SINK)
    assert services["stranger"].get("/subscriptions").status_code == 401
    settings.TRACE_OPEN = True
    (shown,) = services["stranger"].get("/subscriptions").json()
    assert (shown["name"], shown["sink"], shown["lastError"]) == ("query", "", "")
    (full,) = services["query"].get("/subscriptions").json()
    assert full["sink"] == SINK["sink"]
    assert services["stranger"].put("/subscriptions/query", SINK).status_code == 401
    assert services["stranger"].get("/subscriptions/query").status_code == 401
