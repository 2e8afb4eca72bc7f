"""Malformed input of every kind, on every endpoint: 4xx with a reason, nothing stored, no 500."""

import pytest
from rest_framework.test import APIClient

from bus_site.bus.models import Head, LoggedEvent, Subscription
from tests.bus_site.calls import call
from tests.bus_site.deliverers import subscribe

pytestmark = pytest.mark.django_db

BODIES = [
    b"",
    b"{",
    b"[",
    b"nonsense",
    b"null",
    b"7",
    b'"text"',
    b"[]",
    b"[1, 2]",
    b"{}{}",
    b'{"sink": NaN}',
    b'{"a": "\\u0000"}',
    b'{"a": "\\ud800"}',
    b'{"a": 1, "a": 2}',
    b"\xff\xfe{}",
    b"\x00",
    b'{"after": 1e999}',
    b'{"after": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b" " * 300_000,
]
WRITES = [
    ("POST", "/events"),
    ("PUT", "/subscriptions/query"),
    ("POST", "/subscriptions/known/rewind"),
]
PATHS = [
    "/events/%00",
    "/events/" + "x" * 5000,
    "/events/%ff%fe",
    "/events?subject=%00",
    "/events?type=%00",
    "/events?correlationid=%00",
    "/events?after=%00",
    "/events?limit=",
    "/events?limit[]=1",
    "/subscriptions/%00",
    "/subscriptions/" + "x" * 5000,
    "/subscriptions/%ff",
    "/trace/%00",
    "/trace/%ff",
    "/trace/" + "x" * 5000,
    "/trace/x?limit=ten",
    "/events/",
    "/nothing",
]


@pytest.fixture(autouse=True)
def _known() -> None:
    subscribe("http://127.0.0.1:1/", "known", mode="json")


def unharmed() -> bool:
    rows = Subscription.objects.values_list("name", "position")
    return (
        list(rows) == [("known", 0)]
        and not LoggedEvent.objects.exists()
        and Head.current().position == 0
    )


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_a_malformed_body_is_refused_with_a_reason(
    bus: APIClient, method: str, path: str, body: bytes
) -> None:
    answer = call(bus, method, path, body)
    assert 400 <= answer.status_code < 500
    assert answer.json()
    assert unharmed()


@pytest.mark.parametrize("action", ["pause", "resume", "skip"])
@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"after": 1}', b"7", b"\xff"])
def test_a_call_that_needs_no_body_takes_no_rubbish(
    bus: APIClient, action: str, body: bytes
) -> None:
    answer = call(bus, "POST", f"/subscriptions/known/{action}", body)
    assert 400 <= answer.status_code < 500
    assert unharmed()


@pytest.mark.parametrize("path", PATHS)
def test_a_malformed_address_is_refused_with_a_reason(bus: APIClient, path: str) -> None:
    answer = bus.get(path)
    assert 400 <= answer.status_code < 500
    assert answer.json()


@pytest.mark.parametrize(
    "path",
    [
        "/events",
        "/events/x",
        "/subscriptions",
        "/subscriptions/known",
        "/subscriptions/known/pause",
        "/trace/x",
        "/status",
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "TRACE"])
def test_methods_that_mean_nothing_are_refused(bus: APIClient, method: str, path: str) -> None:
    if path == "/subscriptions/known" and method in ("PUT", "DELETE"):
        path = "/subscriptions"
    answer = call(bus, method, path, b"{}")
    assert answer.status_code == 405
    assert unharmed()
