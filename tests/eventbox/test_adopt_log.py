"""`adopt_log`: an operator settles which log a stopped service is to follow."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from eventbox.models import Backfill, Cursor
from eventbox.receiver import receive
from tests.eventbox.diary.models import Entry
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


@pytest.fixture
def bus() -> Iterator[FakeLog]:
    log = FakeLog()
    with patch("eventbox.management.commands.adopt_log.transport_from_settings", return_value=log):
        yield log
    assert log.closed


@pytest.fixture
def restored(bus: FakeLog) -> FakeLog:
    """A bus that has lost the last of three events and has a new log id, and a stopped service."""
    log = log_of("a", "b", "c")
    receive(window_of(log, log="lost"))
    bus.events = log[:2]
    assert receive(window_of(log, after=2, upto=2)).status == 409
    assert Cursor.objects.get().stopped
    return bus


def test_the_service_goes_on_from_a_position_of_the_adopted_log(
    restored: FakeLog, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("adopt_log", "--after", "1")
    assert capsys.readouterr().out == "adopted log log-1; the cursor stands at 1\n"
    cursor = Cursor.objects.get()
    assert (cursor.log, cursor.position, cursor.event_id) == ("log-1", 1, restored.ids[0])
    assert (cursor.stopped, cursor.head) == ("", 2)
    assert receive(window_of(restored.events, after=1)).status == 200
    assert texts() == ["a", "b", "c", "b"]


def test_a_service_that_has_applied_less_skips_nothing(
    bus: FakeLog, capsys: pytest.CaptureFixture[str]
) -> None:
    bus.events = log_of("a", "b", "c")
    receive(window_of(bus.events, upto=1))
    call_command("adopt_log", "--after", "2")
    assert capsys.readouterr().out == "adopted log log-1; the cursor stands at 1\n"
    assert receive(window_of(bus.events, after=1)).status == 200
    assert texts() == ["a", "b", "c"]


def test_end_is_the_last_event_of_the_log(restored: FakeLog) -> None:
    call_command("adopt_log", "--after", "end")
    assert receive(window_of(restored.events, after=2)).status == 200
    assert texts() == ["a", "b", "c"]


def test_from_the_start_there_is_no_event_to_compare(restored: FakeLog) -> None:
    call_command("adopt_log", "--after", "0")
    assert Cursor.objects.get().event_id is None


def test_a_type_that_is_being_learned_goes_back_with_the_cursor(restored: FakeLog) -> None:
    for type, position in (("New", 3), ("Newer", 1)):
        Backfill.objects.create(subscription="diary", type=type, position=position)
    call_command("adopt_log", "--after", "2")
    rows = Backfill.objects.order_by("type").values_list("type", "position")
    assert list(rows) == [("New", 2), ("Newer", 1)]


def test_a_position_beyond_its_end_is_refused(restored: FakeLog) -> None:
    with pytest.raises(CommandError, match="ends at position 2, before 3"):
        call_command("adopt_log", "--after", "3")
    assert Cursor.objects.get().stopped


def test_a_service_without_cursor_may_begin_where_it_likes(restored: FakeLog) -> None:
    Cursor.objects.all().delete()
    call_command("adopt_log", "--after", "end")
    assert Cursor.objects.get().position == 2


@pytest.mark.parametrize("after", ["", "-1", "1.5", "later", "²"])
def test_a_position_that_is_none_cannot_be_adopted(after: str) -> None:
    with pytest.raises(CommandError, match="--after"):
        call_command("adopt_log", f"--after={after}")


def test_a_bus_that_is_down_is_said_to_be() -> None:
    away = {**settings.EVENTBOX, "BUS_URL": "http://127.0.0.1:1"}
    with override_settings(EVENTBOX=away), pytest.raises(CommandError, match="did not answer"):
        call_command("adopt_log", "--after", "end")
    assert not Cursor.objects.exists()
