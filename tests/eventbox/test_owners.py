"""A type is taken from its owner: from another source it is passed over, and that is seen."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from eventbox.applying import apply_stretch
from eventbox.conf import config
from eventbox.envelope import Event
from eventbox.errors import NotConfigured
from eventbox.learning import BackfillStretch
from eventbox.models import Backfill, Cursor, ParkedEvent
from eventbox.parking import redrive
from eventbox.receiver import receive
from eventbox.testing import make_event
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)

OWNER, STRANGER = "/test", "/stranger"


@pytest.fixture(autouse=True)
def _noted_is_the_tests_own() -> Iterator[None]:
    with owned():
        yield
    broken.clear()


def owned(**sources: str) -> override_settings:
    table = {"Noted": OWNER, **sources}
    return override_settings(EVENTBOX={**settings.EVENTBOX, "SOURCES": table})


def log_with_a_stranger(*texts: str, key: str | None = None) -> list[Event]:
    """A log whose second event is not from the owner of its type."""
    log = log_of(*texts, key=key)
    forged = make_event("Noted", {"text": texts[1]}, source=STRANGER, partition_key=key)
    log[1] = replace(forged, position=2)
    return log


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def passed_over() -> int:
    return Cursor.objects.get().passed_over


def test_an_event_of_a_stranger_is_passed_over_and_the_others_are_applied() -> None:
    answer = receive(window_of(log_with_a_stranger("a", "forged", "b")))
    assert (answer.status, answer.body) == (200, {"position": 3})
    assert texts() == ["a", "b"]
    assert not ParkedEvent.objects.exists()


def test_it_is_counted_once_in_the_status_however_often_it_comes(client: Client) -> None:
    log = log_with_a_stranger("a", "forged", "b")
    receive(window_of(log))
    receive(window_of(log))
    assert client.get("/status").json()["cursor"]["passedOver"] == 1


def test_a_warning_says_who_sent_it_and_whose_it_is(caplog: pytest.LogCaptureFixture) -> None:
    log = log_with_a_stranger("a", "forged")
    receive(window_of(log))
    (line,) = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert line == (
        f"passed over Noted {log[1].id} at position 2: it is from /stranger, and only /test"
        " publishes that"
    )


def test_it_neither_parks_nor_waits_behind_a_parked_key() -> None:
    broken.add("a")
    receive(window_of(log_with_a_stranger("a", "forged", "b", key="k")))
    parked = ParkedEvent.objects.order_by("id").values_list("position", flat=True)
    assert list(parked) == [1, 3]
    assert passed_over() == 1


def test_it_is_passed_over_beside_an_event_that_fails() -> None:
    broken.add("b")
    receive(window_of(log_with_a_stranger("a", "forged", "b")))
    assert texts() == ["a"]
    assert ParkedEvent.objects.get().position == 3
    assert passed_over() == 1


def test_what_was_parked_before_its_owner_was_declared_is_passed_over_at_redrive() -> None:
    log = log_with_a_stranger("a", "forged", key="k")
    with override_settings(EVENTBOX={**settings.EVENTBOX, "SOURCES": {}}):
        broken.add("forged")
        receive(window_of(log))
        broken.clear()
    redrive("diary", "k")
    assert texts() == ["a"]
    assert not ParkedEvent.objects.exists()
    assert passed_over() == 1


def test_it_is_passed_over_in_the_history_of_a_type_too() -> None:
    receive(window_of(log_of("x", type="Asked")))
    Backfill.objects.create(subscription="diary", type="Noted", position=0)
    events = log_with_a_stranger("a", "forged", "b")
    apply_stretch(BackfillStretch("diary", ("Noted",), 0, 3, events))
    assert texts() == ["x", "a", "b"]
    assert passed_over() == 1


def test_a_type_that_nobody_is_said_to_own_is_taken_from_anybody() -> None:
    log = log_of("a")
    log[0] = replace(make_event("Asked", {"text": "a"}, source=STRANGER), position=1)
    receive(window_of(log))
    assert texts() == ["a"]
    assert passed_over() == 0


def test_a_bare_event_by_hand_counts_as_its_owners(client: Client) -> None:
    bare = {"type": "Noted", "data": {"text": "by hand"}}
    assert client.post("/events", bare, content_type="application/json").status_code == 200
    assert texts() == ["by hand"]


def test_a_strangers_envelope_by_hand_is_refused(client: Client) -> None:
    whole = {"specversion": "1.0", "id": "1", "source": STRANGER, "type": "Noted", "data": {}}
    answer = client.post("/events", whole, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Noted is taken from /test alone", "field": "source"}


@pytest.mark.parametrize(
    ("sources", "named"),
    [
        ("no.such.TABLE", "SOURCES"),
        (["Noted"], "SOURCES"),
        ({"Noted": 5}, "SOURCES"),
        ({"Notd": "/test"}, "'Notd'"),
    ],
)
def test_a_table_that_says_nothing_is_a_mistake(sources: Any, named: str) -> None:
    with (
        override_settings(EVENTBOX={**settings.EVENTBOX, "SOURCES": sources}),
        pytest.raises(NotConfigured, match=named),
    ):
        config()


def events_of(sources: Sequence[str]) -> list[Event]:
    log = log_of(*map(str, range(len(sources))))
    return [
        replace(make_event("Noted", {"text": str(n)}, source=source), position=n + 1)
        for n, (source, _) in enumerate(zip(sources, log, strict=True))
    ]


def test_a_window_of_strangers_alone_moves_the_cursor() -> None:
    answer = receive(window_of(events_of([STRANGER] * 5)))
    assert answer.body == {"position": 5}
    assert texts() == []
    assert passed_over() == 5
