"""The puller applies what the stream has, and stops where the log does not go on from there."""

import threading
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from eventbox.cursor import Answer
from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.puller import HEARTBEAT, LOOK_AGAIN, STANDBY, Puller
from eventbox.receiver import receive
from eventbox.transports.nats.messages import UNREADABLE
from eventbox.transports.nats.subjects import subject_of
from eventbox.window import Window
from tests.eventbox.diary import handlers
from tests.eventbox.diary.models import Entry
from tests.eventbox.nats_log import NatsLog, envelopes, notes
from tests.eventbox.outbox import Clock
from tools.nats import NatsServer
from tools.trial.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server() -> Iterator[NatsServer]:
    with NatsServer() as server:
        yield server


@pytest.fixture
def log(server: NatsServer) -> Iterator[NatsLog]:
    log = NatsLog(server)
    yield log
    log.close()


def append(log: NatsLog, *texts: str) -> None:
    log.connect().append(envelopes(notes(*texts)))


def pull(puller: Puller, log: NatsLog) -> None:
    """Pull until the cursor is at the end of the log, or something is in the way."""
    end = log.connect().end()
    for _ in range(50):
        if puller.pull_once() >= STANDBY:
            return
        if Cursor.objects.filter(position__gte=end).exists():
            return
    raise AssertionError(f"the cursor did not come to {end} in 50 windows")


def noted() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def cursor() -> Cursor:
    return Cursor.objects.get()


def test_events_are_applied_in_order_and_the_cursor_is_at_the_end(log: NatsLog) -> None:
    append(log, "a:1", "b:1", "a:2")
    puller = Puller(log.connect())
    pull(puller, log)
    assert sorted(noted()) == ["a:1", "a:2", "b:1"]
    append(log, "a:3")
    pull(puller, log)
    assert noted()[-1] == "a:3"
    assert (cursor().position, cursor().event_id, cursor().head) == (4, log.events[-1].id, 4)
    assert cursor().log == log.id


def test_a_service_that_starts_again_goes_on_where_its_cursor_is(log: NatsLog) -> None:
    append(log, "a:1", "a:2")
    first = Puller(log.connect())
    pull(first, log)
    first.close()
    append(log, "a:3")
    pull(Puller(log.connect()), log)
    assert noted() == ["a:1", "a:2", "a:3"]


def test_what_fails_is_parked_with_its_key_and_the_others_flow(log: NatsLog) -> None:
    handlers.broken.add("a:1")
    append(log, "a:1", "b:1", "a:2")
    pull(Puller(log.connect()), log)
    assert noted() == ["b:1"]
    assert list(ParkedEvent.objects.values_list("key", flat=True)) == ["a", "a"]
    assert cursor().position == 3


def test_what_a_handler_publishes_is_in_the_outbox(log: NatsLog) -> None:
    [asked] = notes("a:1")
    asked_text = asked.text.replace('"Noted"', '"Asked"')
    log.connect().append([asked_text])
    pull(Puller(log.connect()), log)
    assert list(OutboxEvent.objects.values_list("type", flat=True)) == ["Answered"]


def test_of_two_pumps_one_pulls_and_the_other_takes_over(log: NatsLog) -> None:
    active, standby = Puller(log.connect()), Puller(log.connect())
    append(log, "a:1")
    pull(active, log)
    assert standby.pull_once() == STANDBY
    active.close()
    append(log, "a:2")
    pull(standby, log)
    assert noted() == ["a:1", "a:2"]


def test_a_release_that_lacks_a_type_leaves_the_windows_to_a_newer_one(log: NatsLog) -> None:
    append(log, "a:1")
    older, newer = Puller(log.connect()), Puller(log.connect())
    pull(older, log)
    Cursor.objects.update(types=[*cursor().types, "Learned"])
    assert older.pull_once() == STANDBY
    append(log, "a:2")
    table = {**handlers.HANDLERS, "Learned": handlers.on_noted}
    with override_settings(EVENTBOX={**settings.EVENTBOX, "HANDLERS": table}):
        assert newer.pull_once() == 0.0
    assert noted() == ["a:1", "a:2"]


def test_eight_who_take_the_same_window_at_once_have_one_effect(log: NatsLog) -> None:
    append(log, "a:1", "b:1", "a:2")
    together = threading.Barrier(8)
    answers: list[Answer] = []

    def receive_together(window: Window) -> Answer:
        together.wait(10)
        answers.append(receive(window))
        return answers[-1]

    def pull_unleashed() -> None:
        puller = Puller(log.connect())
        puller.pull_once()
        connection.close()

    with (
        patch("eventbox.puller.Lease.hold", return_value=True),
        patch("eventbox.puller.receive", receive_together),
    ):
        threads = [threading.Thread(target=pull_unleashed) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(answer.status for answer in answers) == [200, *[409] * 7]
    assert sorted(noted()) == ["a:1", "a:2", "b:1"]


def test_without_news_it_tells_now_and_then_that_it_hears(log: NatsLog) -> None:
    clock = Clock()
    append(log, "a:1")
    puller = Puller(log.connect(), clock=clock)
    pull(puller, log)
    before = cursor().heard_at
    puller.pull_once()
    assert cursor().heard_at == before
    clock.now += HEARTBEAT
    puller.pull_once()
    heard = cursor().heard_at
    assert heard is not None
    assert before is not None
    assert heard > before


def test_a_server_that_was_killed_and_started_again_costs_nothing(log: NatsLog) -> None:
    append(log, "a:1")
    puller = Puller(log.connect())
    pull(puller, log)
    log.server.kill()
    assert puller.pull_once() > 0
    log.server.start()
    append(log, "a:2")
    pull(puller, log)
    assert noted() == ["a:1", "a:2"]


def test_a_message_that_is_no_event_is_passed_over(log: NatsLog) -> None:
    append(log, "a:1")
    [stolen] = notes("a:stolen")
    log.publish("events.1.x", b"\xff not JSON")
    log.publish(subject_of(stolen).replace("test", "mallory"), stolen.text.encode())
    append(log, "a:2")
    pull(Puller(log.connect()), log)
    assert noted() == ["a:1", "a:2"]
    types = [event.type for event in log.connect().history(types=(), after=0, upto=4, limit=9)]
    assert types == ["Noted", UNREADABLE, UNREADABLE, "Noted"]


class TestALogThatDoesNotGoOn:
    """Nothing is applied, and why is shown, until an operator has settled it."""

    @pytest.fixture
    def puller(self, log: NatsLog) -> Puller:
        append(log, "a:1", "a:2", "a:3")
        puller = Puller(log.connect())
        pull(puller, log)
        return puller

    def test_a_stream_that_was_purged_before_all_was_applied(
        self, log: NatsLog, puller: Puller
    ) -> None:
        puller.close()
        append(log, "a:4", "a:5")
        log.purge()
        append(log, "a:6")
        stops(Puller(log.connect()), "what is between has left the stream")
        assert noted() == ["a:1", "a:2", "a:3"]

    def test_a_message_that_was_deleted(self, log: NatsLog, puller: Puller) -> None:
        puller.close()
        append(log, "a:4", "a:5", "a:6")
        log.delete(5)
        stops(Puller(log.connect()), "deleted")
        assert noted() == ["a:1", "a:2", "a:3"]

    def test_a_stream_made_anew_that_is_shorter(self, log: NatsLog, puller: Puller) -> None:
        again = NatsLog(log.server, log=log.id)
        append(again, "a:other")
        stops(puller, "made anew")
        again.close()

    def test_a_stream_made_anew_with_other_events_at_its_positions(
        self, log: NatsLog, puller: Puller
    ) -> None:
        again = NatsLog(log.server, log=log.id)
        append(again, "a:1'", "a:2'", "a:3'", "a:4'")
        stops(puller, "restored from an older copy")
        again.close()

    def test_another_log_until_it_is_adopted(self, log: NatsLog, puller: Puller) -> None:
        other = NatsLog(log.server)
        append(other, "b:1", "b:2", "b:3", "b:4")
        stops(puller, "this is log")
        with override_settings(EVENTBOX=_at(log.server.url)):
            call_command("adopt_log", after="3")
        pull(puller, other)
        assert noted()[-1] == "b:4"
        assert cursor().stopped == ""
        other.close()


def stops(puller: Puller, reason: str) -> None:
    """It may find its connection or its consumer gone first; then it stops, and says why."""
    wait_until(lambda: puller.pull_once() == LOOK_AGAIN, "it stops")
    assert reason in cursor().stopped


def _at(url: str) -> dict[str, object]:
    return {**settings.EVENTBOX, "TRANSPORT_URL": url, "BUS_URL": "http://127.0.0.1:9"}
