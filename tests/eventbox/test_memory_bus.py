"""A whole service in one test: outbox, relay, log, windows and cursor, without a server."""

from itertools import cycle
from random import Random

import pytest
from django.db import transaction

from eventbox import publish
from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.testing import (
    Duplicating,
    Failing,
    InMemoryBus,
    NotDelivered,
    NotRelayed,
    make_event,
    random_faults,
)
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.outbox import fill, unsent

pytestmark = pytest.mark.django_db


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def test_what_is_published_comes_round_to_the_handlers() -> None:
    with InMemoryBus() as bus:
        with transaction.atomic():
            publish("Asked", {"text": "a"})
        bus.settle()
        assert [event.type for event in bus.events] == ["Asked", "Answered"]
        assert texts() == ["a"]
        assert Cursor.objects.get().position == 2


def test_what_other_services_publish_is_delivered_too() -> None:
    with InMemoryBus(window_events=2) as bus:
        bus.append(*(make_event("Noted", {"text": text}) for text in "abcde"))
        bus.deliver()
        bus.deliver()
        assert texts() == list("abcde")


def test_a_handler_that_fails_is_shown_unless_it_was_expected_to() -> None:
    broken.add("a")
    with InMemoryBus() as bus:
        bus.append(make_event("Noted", {"text": "a"}, partition_key="k"))
        with pytest.raises(NotDelivered, match="RuntimeError: a is broken"):
            bus.deliver()
        bus.append(make_event("Noted", {"text": "b"}, partition_key="k"))
        bus.deliver(parks=True)
        assert ParkedEvent.objects.count() == 2


def test_a_service_that_knows_another_log_is_shown() -> None:
    with InMemoryBus() as bus:
        bus.append(make_event("Noted", {"text": "a"}))
        bus.deliver()
    with InMemoryBus() as other, pytest.raises(NotDelivered, match="adopt_log"):
        other.deliver()


def test_an_event_that_the_log_refuses_is_shown() -> None:
    with InMemoryBus() as bus:
        [row] = fill("a")
        bus.append(make_event("Noted", {"text": "other"}, id=row.event_id, source="/diary"))
        with pytest.raises(NotRelayed, match="other content"):
            bus.relay()


def test_a_log_out_of_reach_is_shown_and_takes_all_when_it_is_back() -> None:
    with InMemoryBus() as bus:
        fill("a", "b")
        bus.log.reachable = False
        with pytest.raises(NotRelayed, match="unreachable"):
            bus.relay()
        bus.log.reachable = True
        bus.relay()
        assert unsent() == []


def test_a_window_that_comes_again_changes_nothing() -> None:
    with InMemoryBus() as bus:
        bus.append(*(make_event("Noted", {"text": text}) for text in "ab"))
        assert bus.push(bus.window(0)).status == 200
        answer = bus.push(bus.window(0))
        assert (answer.status, answer.body["position"]) == (409, 2)
        assert texts() == ["a", "b"]


def test_a_type_that_is_new_to_the_cursor_is_learned() -> None:
    with InMemoryBus() as bus:
        bus.append(*(make_event("Noted", {"text": text}) for text in "ab"))
        Cursor.objects.create(
            subscription="diary",
            log=bus.log.id,
            position=1,
            event_id=bus.events[0].id,
            types=["Asked"],
        )
        bus.deliver()
        assert texts() == ["a", "b"]


def test_neither_lost_calls_nor_lost_answers_nor_duplicates_change_what_arrives() -> None:
    with InMemoryBus() as bus:
        bus.transport = Failing(Duplicating(bus.transport), cycle(["before", "after", None]))
        fill(*"abc")
        bus.relay()
        assert [event.subject for event in bus.events] == list("abc")
        assert OutboxEvent.objects.filter(sent_at=None).count() == 0


def test_random_faults_are_the_same_for_the_same_seed() -> None:
    def drawn() -> list[object]:
        faults = random_faults(Random(7), share=0.5)
        return [next(faults) for _ in range(100)]

    assert drawn() == drawn()
    assert set(drawn()) == {"before", "after", None}
