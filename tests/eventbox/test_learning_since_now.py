"""A type that is taken "since now", by a service that is behind: it waits, and misses nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import override_settings

from eventbox.envelope import Event
from eventbox.handlers import Handler
from eventbox.learning import learn_once
from eventbox.models import Backfill, Cursor
from eventbox.receiver import receive
from tests.eventbox.diary import handlers
from tests.eventbox.diary.models import Entry
from tests.eventbox.test_learning import NEW, OLD, FakeTransport, learn_all, mixed_log
from tests.eventbox.windows import window_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_since_now"),
]


@pytest.fixture
def _since_now() -> Iterator[None]:
    table = {**handlers.HANDLERS, "Noted": Handler(handlers.on_noted, since="now")}
    with override_settings(EVENTBOX={"SOURCE": "/diary", "HANDLERS": table}):
        yield


@pytest.fixture
def log() -> list[Event]:
    """Eight events, of which the older release has applied two."""
    log = mixed_log()
    Cursor.objects.create(subscription="diary", log="log-1", types=OLD)
    assert receive(window_of(log, upto=2, types=OLD)).status == 200
    return log


def noted() -> list[str]:
    rows = Entry.objects.exclude(text__contains=":").order_by("id")
    return list(rows.values_list("text", flat=True))


def test_until_the_cursor_has_come_to_where_now_was_there_is_nothing_to_do(
    log: list[Event],
) -> None:
    transport = FakeTransport(log)
    assert learn_once(transport)
    assert Backfill.objects.get().position == 8
    assert not learn_once(transport)
    assert not learn_once(transport)


def test_what_came_after_now_is_applied_though_the_cursor_went_past_it(log: list[Event]) -> None:
    transport = FakeTransport(log)
    learn_once(transport)
    later = [replace(event, position=9 + n) for n, event in enumerate(mixed_log()[:4])]
    whole = [*log, *later]
    transport.log = whole
    assert receive(window_of(whole, after=2, upto=12, types=OLD)).status == 200
    learn_all(transport)
    assert Cursor.objects.get().types == NEW
    assert noted() == ["1", "3"]


def test_a_stopped_service_learns_nothing_from_a_log_that_it_does_not_follow(
    log: list[Event],
) -> None:
    Cursor.objects.update(stopped="this is another log")
    assert not learn_once(FakeTransport(log))
    assert not Backfill.objects.exists()
