import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from bus_site.bus.models import Head, LoggedEvent
from eventbox.envelope import MAX_BATCH_BYTES, MAX_EVENT_BYTES
from tests.bus_site.events import envelope, text

pytestmark = pytest.mark.django_db


def post(bus: APIClient, value: Any, content_type: str = "application/json") -> Any:
    body = value if isinstance(value, bytes) else text(value)
    return bus.post("/events", body, content_type=content_type)


def test_one_event_is_created_at_a_position(bus: APIClient) -> None:
    answer = post(bus, envelope("a"))
    assert answer.status_code == 201
    assert answer.json() == {"status": "OK", "events": [{"id": "a", "position": 1}]}


def test_the_positions_of_a_batch_stand_in_the_order_sent(bus: APIClient) -> None:
    post(bus, envelope("b"))
    answer = post(bus, [envelope("a"), envelope("b"), envelope("c")])
    assert answer.status_code == 201
    assert [item["position"] for item in answer.json()["events"]] == [2, 1, 3]


def test_what_was_in_the_log_already_is_answered_with_200(bus: APIClient) -> None:
    post(bus, [envelope("a"), envelope("b")])
    answer = post(bus, [envelope("b"), envelope("a")])
    assert answer.status_code == 200
    assert [item["position"] for item in answer.json()["events"]] == [2, 1]
    assert LoggedEvent.objects.count() == 2


def test_a_bare_event_is_taken(bus: APIClient) -> None:
    answer = post(bus, {"type": "PostCreated", "data": {"id": "p1", "title": "Hello"}})
    assert answer.status_code == 201
    row = LoggedEvent.objects.get()
    assert (row.source, row.type, row.subject) == ("/posts", "PostCreated", "p1")
    assert (row.partition_key, row.correlation_id) == ("p1", "p1")


def test_bytes_are_stored_as_they_came(bus: APIClient) -> None:
    sent = json.dumps(envelope("a", data={"x": 1.50}), indent=4).encode()
    post(bus, sent)
    assert LoggedEvent.objects.get().envelope.encode() == sent


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ],
)
def test_json_may_be_called_by_any_of_its_names(bus: APIClient, content_type: str) -> None:
    assert post(bus, envelope("a"), content_type).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "rubbish",
    ],
)
def test_other_media_types_are_refused_with_415(bus: APIClient, content_type: str) -> None:
    assert post(bus, envelope("a"), content_type).status_code == 415
    assert not LoggedEvent.objects.exists()


def test_a_malformed_event_is_named_and_nothing_is_stored(bus: APIClient) -> None:
    answer = post(bus, [envelope("a"), envelope("b", time="noon")])
    assert answer.status_code == 400
    body = answer.json()
    assert body["event"] == {"index": 1, "id": "b", "field": "time"}
    assert body["detail"]
    assert not LoggedEvent.objects.exists()
    assert Head.current().position == 0


def test_other_content_under_the_same_id_is_a_conflict(bus: APIClient) -> None:
    post(bus, envelope("a"))
    answer = post(bus, [envelope("b"), envelope("a", data="other")])
    assert answer.status_code == 409
    assert answer.json()["event"] == {"index": 1, "id": "a"}
    assert LoggedEvent.objects.count() == 1


def test_an_event_that_is_too_large_is_refused_with_413(bus: APIClient) -> None:
    answer = post(bus, envelope("a", data="x" * MAX_EVENT_BYTES))
    assert answer.status_code == 413
    assert answer.json()["event"]["id"] == "a"


def test_a_body_that_is_too_large_is_refused_with_413(bus: APIClient) -> None:
    answer = post(bus, b" " * (MAX_BATCH_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"]


def test_a_full_batch_is_taken_whole(bus: APIClient) -> None:
    assert post(bus, [envelope(str(n)) for n in range(1000)]).status_code == 201
    assert post(bus, [envelope(f"x{n}") for n in range(1001)]).status_code == 413
    assert Head.current().position == 1000


def test_no_body_at_all_is_refused_with_a_reason(bus: APIClient) -> None:
    answer = bus.post("/events")
    assert answer.status_code in (400, 415)
    assert answer.json()["detail"]


def test_a_browser_is_offered_a_form_with_an_example(bus: APIClient) -> None:
    page = bus.get("/events", HTTP_ACCEPT="text/html").content.decode()
    assert "NoteTaken" in page
    assert "<textarea" in page
