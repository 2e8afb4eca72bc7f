"""A window is applied exactly where the cursor stands, and answered as the protocol says."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from eventbox.cursor import compare
from eventbox.errors import InvalidEvent
from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.receiver import receive
from eventbox.testing.memory_delivery import body_of
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import TYPES, log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def test_a_new_consumer_starts_at_the_beginning_of_the_log_that_reaches_it_first() -> None:
    log = log_of("a", "b")
    answer = receive(window_of(log))
    assert (answer.status, answer.body) == (200, {"position": 2})
    assert texts() == ["a", "b"]
    cursor = Cursor.objects.get()
    assert (cursor.log, cursor.position, cursor.event_id) == ("log-1", 2, log[1].id)
    assert cursor.types == list(TYPES)


def test_windows_follow_one_another() -> None:
    log = log_of("a", "b", "c")
    receive(window_of(log, upto=2))
    assert receive(window_of(log, after=2)).status == 200
    assert texts() == ["a", "b", "c"]


def test_the_same_window_again_changes_nothing_and_is_told_the_position() -> None:
    log = log_of("a", "b")
    receive(window_of(log))
    answer = receive(window_of(log))
    assert (answer.status, answer.body) == (409, {"position": 2, "types": list(TYPES)})
    assert texts() == ["a", "b"]


def test_a_window_beyond_the_cursor_is_told_the_position() -> None:
    log = log_of("a", "b", "c")
    receive(window_of(log, upto=1))
    answer = receive(window_of(log, after=2))
    assert (answer.status, answer.body["position"]) == (409, 1)
    assert texts() == ["a"]


def test_a_window_with_other_types_is_told_the_types() -> None:
    answer = receive(window_of(log_of("a"), types=["Noted"]))
    assert (answer.status, answer.body) == (409, {"position": 0, "types": list(TYPES)})
    assert texts() == []


def test_an_empty_window_moves_the_cursor_over_what_was_filtered_out() -> None:
    log = log_of("a", type="Unheard")
    assert receive(window_of(log)).status == 200
    assert Cursor.objects.get().position == 1


def test_an_empty_window_at_the_cursor_is_a_heartbeat() -> None:
    log = log_of("a")
    receive(window_of(log))
    assert receive(window_of(log, after=1)).status == 200


def test_another_log_stops_the_subscription() -> None:
    log = log_of("a")
    receive(window_of(log))
    answer = receive(window_of(log, after=1, log="log-2"))
    assert answer.status == 409
    assert "log-2" in str(answer.body["stopped"])
    assert "log-2" in Cursor.objects.get().stopped


def test_another_event_at_the_position_that_was_applied_stops_the_subscription() -> None:
    receive(window_of(log_of("a")))
    answer = receive(window_of(log_of("other", "b"), after=1))
    assert answer.status == 409
    assert "restored" in str(answer.body["stopped"])
    assert texts() == ["a"]


def test_a_good_window_ends_the_stop() -> None:
    log = log_of("a", "b")
    receive(window_of(log, upto=1))
    receive(window_of(log, after=1, log="log-2"))
    assert Cursor.objects.get().stopped
    receive(window_of(log, after=1))
    assert not Cursor.objects.get().stopped


def test_an_older_release_leaves_what_a_newer_one_has_learned_to_that() -> None:
    log = log_of("a")
    receive(window_of(log))
    Cursor.objects.update(types=[*TYPES, "Zoomed"])
    answer = receive(window_of(log, after=1, types=[*TYPES, "Zoomed"]))
    assert (answer.status, answer.retry_after) == (503, 2)
    assert Cursor.objects.get().position == 1


def test_the_comparison_is_a_pure_function() -> None:
    cursor = Cursor(log="log-1", position=1, event_id="e", types=["Noted"])
    window = replace(window_of(log_of("a")), after=1, after_id="e", types=("Noted",))
    assert compare(cursor, window, ["Noted"]) is None


def test_a_window_for_another_subscription_is_refused() -> None:
    with pytest.raises(InvalidEvent, match="other"):
        receive(replace(window_of(log_of("a")), subscription="other"))


def test_the_cursor_effects_and_outbox_rows_are_one_transaction() -> None:
    log = log_of("k:a", "k:b", type="Asked")
    with (
        patch("eventbox.receiver.WindowStretch.move", side_effect=OperationalError("disk I/O")),
        pytest.raises(Exception, match="cannot be used"),
    ):
        receive(window_of(log))
    assert not Entry.objects.exists()
    assert not OutboxEvent.objects.exists()
    assert not Cursor.objects.filter(position__gt=0).exists()
    receive(window_of(log))
    assert texts() == ["k:a", "k:b"]
    assert OutboxEvent.objects.count() == 2


def test_a_run_of_a_batch_handlers_types_is_one_call() -> None:
    log = [*log_of("a", type="BatchA"), *log_of("b", type="BatchB")]
    log[1] = replace(log[1], position=2)
    receive(window_of(log))
    assert texts() == ["2:a", "2:b"]


def test_a_database_that_is_down_parks_nothing_and_answers_503(client: Client) -> None:
    log = log_of("a")
    body = _body(log)
    with patch(
        "tests.eventbox.diary.handlers.Entry.objects.create",
        side_effect=OperationalError("server closed the connection"),
    ):
        answer = client.post("/events", body, content_type="application/json")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert not ParkedEvent.objects.exists()
    assert client.post("/events", body, content_type="application/json").status_code == 200
    assert texts() == ["a"]


def test_the_endpoint_takes_what_the_bus_encodes(client: Client) -> None:
    answer = client.post("/events", _body(log_of("a", "b")), content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"position": 2})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"subscription": "diary"}',
        b'{"subscription": 1, "log": 1, "after": "0", "upto": -1, "types": 3, "events": {}}',
        b'{"type": "Noted", "data": {"text": "\\u0000"}}',
        b'{"type": "Noted"}',
        b'{"type": "Unheard", "data": {}}',
        b'{"type": ["Noted"], "data": {}}',
        b'{"type": "Noted", "data": {"wrong": "shape"}}',
        b'{"type": "Noted", "data": NaN}',
    ],
)
def test_malformed_bodies_are_refused_with_a_reason_and_store_nothing(
    client: Client, body: bytes
) -> None:
    answer = client.post("/events", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not Entry.objects.exists()
    assert not Cursor.objects.filter(position__gt=0).exists()


def test_one_event_posted_by_hand_is_applied_as_it_stands(client: Client) -> None:
    bare = {"type": "Noted", "data": {"text": "by hand"}}
    assert client.post("/events", bare, content_type="application/json").status_code == 200
    assert texts() == ["by hand"]


def _body(log: list) -> bytes:  # type: ignore[type-arg]
    return body_of(window_of(log))
