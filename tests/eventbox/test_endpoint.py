"""The receiving endpoint: signed pushes only, and the same answers in whatever project it is."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from eventbox.models import Cursor, ParkedEvent
from eventbox.signing import sign
from eventbox.window import encode_window
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import TYPES, log_of

pytestmark = pytest.mark.django_db(transaction=True)

SECRET, OTHER = ("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def body_of(*texts: str) -> bytes:
    log = log_of(*texts)
    return encode_window(
        log="log-1",
        subscription="diary",
        after=0,
        after_id=None,
        upto=len(log),
        upto_id=log[-1].id,
        types=TYPES,
        events=[event.text_with_position() for event in log],
        head=len(log),
    )


def push(client: Client, body: bytes, *, secret: str | None = None, **headers: str) -> Any:
    given = sign(secret, "msg-1", int(time.time()), body) if secret else {}
    return client.post(
        "/events", body, content_type="application/json", headers={**given, **headers}
    )


@pytest.fixture
def in_production() -> Iterator[None]:
    own = {**settings.EVENTBOX, "REQUIRE_SIGNATURE": True, "WEBHOOK_SECRET": f"{SECRET} {OTHER}"}
    with override_settings(EVENTBOX=own):
        yield


@pytest.mark.usefixtures("in_production")
class TestInProduction:
    def test_a_push_that_the_bus_has_signed_is_taken(self, client: Client) -> None:
        assert push(client, body_of("a"), secret=SECRET).status_code == 200

    def test_during_a_change_the_other_secret_counts_too(self, client: Client) -> None:
        assert push(client, body_of("a"), secret=OTHER).status_code == 200

    def test_an_unsigned_push_is_refused(self, client: Client) -> None:
        answer = push(client, body_of("a"))
        assert (answer.status_code, answer.json()) == (
            401,
            {"detail": "header webhook-id is missing"},
        )
        assert not Cursor.objects.exists()

    def test_a_push_with_a_wrong_signature_is_refused(self, client: Client) -> None:
        wrong = "whsec_" + base64.b64encode(bytes(32)).decode()
        assert push(client, body_of("a"), secret=wrong).status_code == 401
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    @pytest.mark.parametrize("value", ["", "v1", "v1,a,b", "x" * 5000, "nan", "1e18", "ä,ö  ü"])
    def test_malformed_headers_are_refused_with_401(
        self, client: Client, name: str, value: str
    ) -> None:
        answer = push(client, body_of("a"), secret=SECRET, **{name: value})
        assert answer.status_code == 401
        assert answer.json()["detail"]

    def test_the_signature_is_looked_at_before_the_body(self, client: Client) -> None:
        assert push(client, b"no JSON").status_code == 401

    def test_an_event_by_hand_is_refused_though_it_is_signed(self, client: Client) -> None:
        body = json.dumps({"type": "Noted", "data": {"text": "by hand"}}).encode()
        answer = push(client, body, secret=SECRET)
        assert (answer.status_code, answer.json()["detail"]) == (400, "a window is expected")
        assert not Entry.objects.exists()


def test_where_signatures_are_not_required_a_wrong_one_is_refused_all_the_same(
    client: Client,
) -> None:
    with override_settings(EVENTBOX={**settings.EVENTBOX, "WEBHOOK_SECRET": SECRET}):
        assert push(client, body_of("a"), secret=OTHER).status_code == 401
        assert push(client, body_of("a")).status_code == 200


def test_a_body_beyond_the_limit_is_refused_with_413(client: Client) -> None:
    answer = push(client, b" " * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "4194304" in answer.json()["detail"]


def test_a_body_beyond_the_projects_own_limit_is_refused_with_the_settings_name(
    client: Client,
) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        answer = push(client, body_of("a"))
    assert answer.status_code == 413
    assert "DATA_UPLOAD_MAX_MEMORY_SIZE" in answer.json()["detail"]


def test_in_a_project_with_atomic_requests_a_failing_event_is_parked_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    create: Callable[..., Entry] = Entry.objects.create

    def dangle(**fields: Any) -> Entry:
        return create(**fields, about_id=12345 if fields["text"] == "bad" else None)

    monkeypatch.setattr(Entry.objects, "create", dangle)
    assert push(client, body_of("good", "bad")).status_code == 200
    assert Entry.objects.get().text == "good"
    assert ParkedEvent.objects.get().subject == "bad"


def test_what_the_bus_accepts_makes_no_difference_to_the_answer(client: Client) -> None:
    for accept in ("application/json", "*/*", "application/json, */*;q=0.1"):
        answer = push(client, body_of("a"), accept=accept)
        assert answer["Content-Type"] == "application/json"


def test_a_browser_is_told_what_the_service_takes(client: Client) -> None:
    assert client.get("/events").json() == {"subscription": "diary", "types": list(TYPES)}
    page = client.get("/events", headers={"accept": "text/html"})
    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)("/events").status_code == 405
