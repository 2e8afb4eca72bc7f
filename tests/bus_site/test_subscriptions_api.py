from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus.appending import append
from bus_site.bus.models import Subscription
from tests.bus_site.deliverers import subscribe, subscription
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db

SINK = "http://127.0.0.1:1/events"
State = Subscription.State


def put(bus: APIClient, name: str = "query", **body: Any) -> Any:
    return bus.put(f"/subscriptions/{name}", {"sink": SINK, **body})


def test_put_creates_a_subscription_from_the_start_of_the_log(bus: APIClient) -> None:
    fill(3)
    answer = put(bus)
    assert answer.status_code == 201
    body = answer.json()
    assert body.pop("lagSeconds") >= 0
    assert body == {
        "name": "query",
        "sink": SINK,
        "types": [],
        "mode": "window",
        "state": "active",
        "position": 0,
        "lag": 3,
        "lastError": "",
        "lastSuccessAt": None,
    }


def test_put_again_changes_what_is_named_and_keeps_the_rest(bus: APIClient) -> None:
    fill(3)
    put(bus, types=["B", "A", "A"], mode="json", after=2)
    answer = bus.put("/subscriptions/query", {"sink": "https://example.org/events"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["sink"] == "https://example.org/events"
    assert (body["types"], body["mode"], body["position"]) == (["A", "B"], "json", 2)


def test_put_may_take_types_back_to_all(bus: APIClient) -> None:
    put(bus, types=["A"])
    assert put(bus, types=[]).json()["types"] == []


def test_put_forgets_failures(bus: APIClient) -> None:
    subscribe(SINK, failures=7, last_error="down", retry_at="2999-01-01T00:00:00Z")
    before = subscription().revision
    put(bus)
    row = subscription()
    assert (row.failures, row.last_error, row.retry_at) == (0, "", None)
    assert row.revision != before


@pytest.mark.parametrize("state", [State.GONE, State.STOPPED])
def test_put_brings_back_what_had_ended(bus: APIClient, state: State) -> None:
    subscribe(SINK, state=state)
    assert put(bus).json()["state"] == "active"


def test_put_leaves_paused_what_an_operator_paused(bus: APIClient) -> None:
    subscribe(SINK, state=State.PAUSED)
    assert put(bus).json()["state"] == "paused"


def test_in_window_mode_a_position_beyond_the_log_is_the_deliverys_affair(bus: APIClient) -> None:
    assert put(bus, after=9).json()["position"] == 9


def test_in_json_mode_a_position_beyond_the_log_is_a_conflict(bus: APIClient) -> None:
    assert put(bus, mode="json", after=9).status_code == 409
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "sink"),
        ({"sink": None}, "sink"),
        ({"sink": 7}, "sink"),
        ({"sink": ""}, "sink"),
        ({"sink": "query"}, "sink"),
        ({"sink": "/events"}, "sink"),
        ({"sink": "ftp://host/"}, "sink"),
        ({"sink": "file:///etc/passwd"}, "sink"),
        ({"sink": "http://"}, "sink"),
        ({"sink": "http:///events"}, "sink"),
        ({"sink": "http://:80/"}, "sink"),
        ({"sink": "http://host:port/"}, "sink"),
        ({"sink": "http://host:99999/"}, "sink"),
        ({"sink": "http://host:0/"}, "sink"),
        ({"sink": "http://[::1/"}, "sink"),
        ({"sink": "http://user:secret@host/"}, "sink"),
        ({"sink": "http://ho st/"}, "sink"),
        ({"sink": " http://host/"}, "sink"),
        ({"sink": "http://host/\n"}, "sink"),
        ({"sink": "http://host/" + "x" * 2000}, "sink"),
        ({"types": "A"}, "types"),
        ({"types": None}, "types"),
        ({"types": [1]}, "types"),
        ({"types": [""]}, "types"),
        ({"types": ["x" * 256]}, "types"),
        ({"types": [str(n) for n in range(101)]}, "types"),
        ({"types": {"A": 1}}, "types"),
        ({"mode": "push"}, "mode"),
        ({"mode": 1}, "mode"),
        ({"mode": []}, "mode"),
        ({"mode": None}, "mode"),
        ({"after": -1}, "after"),
        ({"after": "5"}, "after"),
        ({"after": 1.0}, "after"),
        ({"after": True}, "after"),
        ({"after": None}, "after"),
        ({"after": 2**63}, "after"),
        ({"after": 10**400}, "after"),
        ({"state": "active"}, "state"),
        ({"name": "other"}, "name"),
        ({"position": 3}, "position"),
    ],
)
def test_a_wrong_or_unknown_field_is_refused_by_name(
    bus: APIClient, body: dict[str, Any], field: str
) -> None:
    given = {"sink": SINK, **body} if body else {}
    answer = bus.put("/subscriptions/query", given)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:10.0.0.1]", "169.254.169.254", "2130706433"]
)
def test_a_private_sink_is_refused_with_the_address_unless_allowed(
    bus: APIClient, settings: Settings, host: str
) -> None:
    settings.SINKS_PRIVATE = [ip_network("192.168.0.0/16")]
    answer = bus.put("/subscriptions/query", {"sink": f"http://{host}:4002/events"})
    assert answer.status_code == 400
    assert "SINKS_PRIVATE" in answer.json()["sink"][0]
    assert not Subscription.objects.exists()


def test_a_sink_in_an_allowed_network_and_one_that_leads_nowhere_yet_are_taken(
    bus: APIClient, settings: Settings
) -> None:
    settings.SINKS_PRIVATE = [ip_network("127.0.0.0/8")]
    for sink in (SINK, "http://no-such-host.invalid/events"):
        assert bus.put("/subscriptions/query", {"sink": sink}).status_code in (200, 201)


@pytest.mark.parametrize("name", ["-", ".x", "a b", "ä", "x" * 101, "a%0Ab", "a;b"])
def test_a_name_is_plain(bus: APIClient, name: str) -> None:
    assert put(bus, name).status_code == 400
    assert not Subscription.objects.exists()


def test_subscriptions_are_listed_by_name(bus: APIClient) -> None:
    put(bus, "query")
    put(bus, "moderation")
    assert [item["name"] for item in bus.get("/subscriptions").json()] == ["moderation", "query"]
    assert bus.get("/subscriptions/query").json()["name"] == "query"


def test_a_removed_subscription_is_gone(bus: APIClient) -> None:
    put(bus)
    assert bus.delete("/subscriptions/query").status_code == 204
    assert bus.get("/subscriptions/query").status_code == 404
    assert bus.delete("/subscriptions/query").status_code == 404


@pytest.mark.parametrize("action", ["pause", "resume", "skip", "rewind"])
def test_an_unknown_subscription_is_404(bus: APIClient, action: str) -> None:
    body = {"after": 0} if action == "rewind" else {}
    assert bus.post(f"/subscriptions/nobody/{action}", body).status_code == 404


def test_pause_and_resume(bus: APIClient) -> None:
    put(bus)
    assert bus.post("/subscriptions/query/pause").json()["state"] == "paused"
    assert bus.post("/subscriptions/query/pause").json()["state"] == "paused"
    assert bus.post("/subscriptions/query/resume").json()["state"] == "active"


@pytest.mark.parametrize("state", [State.GONE, State.STOPPED])
def test_resume_brings_back_what_had_ended(bus: APIClient, state: State) -> None:
    subscribe(SINK, state=state, last_error="410")
    body = bus.post("/subscriptions/query/resume").json()
    assert (body["state"], body["lastError"]) == ("active", "")


def test_rewind_moves_a_json_subscription_back(bus: APIClient) -> None:
    fill(5)
    put(bus, mode="json", after=5)
    assert bus.post("/subscriptions/query/rewind", {"after": 2}).json()["position"] == 2
    assert bus.post("/subscriptions/query/rewind", {"after": 6}).status_code == 409
    assert subscription().position == 2


@pytest.mark.parametrize("body", [{}, {"after": "1"}, {"after": -1}, {"after": 0, "x": 1}, [], 7])
def test_rewind_wants_a_position(bus: APIClient, body: Any) -> None:
    put(bus, mode="json")
    answer = bus.post("/subscriptions/query/rewind", body)
    assert answer.status_code == 400


def test_skip_passes_over_the_oldest_event_that_is_wanted(bus: APIClient) -> None:
    append([event("1", "A"), event("2", "B"), event("3", "B")])
    put(bus, mode="json", types=["B"])
    assert bus.post("/subscriptions/query/skip").json()["position"] == 2
    assert bus.post("/subscriptions/query/skip").json()["position"] == 3
    assert bus.post("/subscriptions/query/skip").status_code == 409


@pytest.mark.parametrize("action", ["rewind", "skip"])
def test_in_window_mode_the_position_is_the_consumers(bus: APIClient, action: str) -> None:
    fill(3)
    put(bus, after=2)
    body = {"after": 0} if action == "rewind" else {}
    answer = bus.post(f"/subscriptions/query/{action}", body)
    assert answer.status_code == 409
    assert "cursor" in answer.json()["detail"]
    assert subscription().position == 2


def test_lag_counts_positions_and_the_age_of_what_is_waiting(bus: APIClient) -> None:
    append([event("1", "A"), event("2", "B")])
    body = put(bus, types=["A"], after=1).json()
    assert (body["lag"], body["lagSeconds"]) == (1, 0)
    body = put(bus, types=["A", "B"], after=1).json()
    assert body["lag"] == 1
    assert body["lagSeconds"] >= 0
    body = put(bus, after=2).json()
    assert (body["lag"], body["lagSeconds"]) == (0, 0)
