"""A failing event is parked with its key: other keys flow, its own stays in order."""

import threading

import pytest
from django.db import connections

from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.parking import discard, redrive, redrive_due
from eventbox.receiver import receive
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def parked() -> list[str]:
    return list(ParkedEvent.objects.order_by("id").values_list("subject", flat=True))


def test_a_failing_event_is_parked_with_its_traceback_and_other_keys_flow() -> None:
    broken.add("a:1")
    answer = receive(window_of(log_of("a:1", "b:1", "a:2", "b:2")))
    assert (answer.status, answer.body) == (200, {"position": 4})
    assert texts() == ["b:1", "b:2"]
    assert parked() == ["a:1", "a:2"]
    row = ParkedEvent.objects.get(subject="a:1")
    assert row.error == "RuntimeError: a:1 is broken"
    assert "on_noted" in row.traceback
    assert row.attempts == 1
    assert ParkedEvent.objects.get(subject="a:2").attempts == 0


def test_nothing_of_a_failed_handler_remains() -> None:
    broken.add("a:1")
    receive(window_of(log_of("a:1", type="Asked")))
    assert not Entry.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_later_windows_queue_behind_a_parked_key() -> None:
    broken.add("a:1")
    log = log_of("a:1", "a:2", "b:1")
    receive(window_of(log, upto=1))
    receive(window_of(log, after=1))
    assert texts() == ["b:1"]
    assert parked() == ["a:1", "a:2"]


def test_an_event_without_a_key_is_its_own_key() -> None:
    broken.add("one")
    receive(window_of(log_of("one", "two")))
    assert texts() == ["two"]
    assert parked() == ["one"]


def test_redrive_applies_a_key_in_order_and_lets_it_flow_again() -> None:
    broken.add("a:1")
    log = log_of("a:1", "a:2", "a:3", "a:4")
    receive(window_of(log, upto=3))
    broken.clear()
    assert redrive("diary", "a") == 3
    receive(window_of(log, after=3))
    assert texts() == ["a:1", "a:2", "a:3", "a:4"]
    assert parked() == []


def test_redrive_stops_at_the_next_failure_and_notes_it() -> None:
    broken.update({"a:1", "a:2"})
    receive(window_of(log_of("a:1", "a:2", "a:3")))
    broken.remove("a:1")
    assert redrive("diary", "a") == 1
    assert texts() == ["a:1"]
    assert parked() == ["a:2", "a:3"]
    assert ParkedEvent.objects.get(subject="a:2").attempts == 1


def test_a_key_is_retried_when_its_time_has_come_and_not_before() -> None:
    broken.add("a:1")
    receive(window_of(log_of("a:1", "a:2")))
    ParkedEvent.objects.filter(subject="a:1").update(next_try_at="2999-01-01T00:00:00Z")
    broken.clear()
    redrive_due("diary")
    assert texts() == []
    ParkedEvent.objects.filter(subject="a:1").update(next_try_at="2000-01-01T00:00:00Z")
    redrive_due("diary")
    assert texts() == ["a:1", "a:2"]


def test_discarding_gives_up_one_event_and_lets_the_key_go_on() -> None:
    broken.add("a:1")
    receive(window_of(log_of("a:1", "a:2")))
    assert discard("diary", ParkedEvent.objects.get(subject="a:1").pk)
    redrive_due("diary")
    assert texts() == ["a:2"]
    assert not discard("diary", 999_999)


def test_a_foreign_key_that_fails_only_at_commit_parks_its_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = log_of("a:1", "b:1")
    create = Entry.objects.create

    def dangling(**fields: object) -> Entry:
        if fields["text"] == "a:1":
            fields["about_id"] = 12345
        return create(**fields)

    monkeypatch.setattr(Entry.objects, "create", dangling)
    receive(window_of(log))
    assert texts() == ["b:1"]
    assert parked() == ["a:1"]
    assert ParkedEvent.objects.get().error.startswith("IntegrityError")
    assert Cursor.objects.get().position == 2


def test_redriving_by_eight_threads_at_once_applies_each_event_once() -> None:
    broken.add("a:1")
    receive(window_of(log_of(*[f"a:{n}" for n in range(1, 11)])))
    broken.clear()
    start = threading.Barrier(8)

    def run() -> None:
        start.wait(10)
        redrive("diary", "a")
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert texts() == [f"a:{n}" for n in range(1, 11)]
    assert parked() == []
