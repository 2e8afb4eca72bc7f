"""`replay`: the log is applied again from its start, into an emptied projection or by leave."""

from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from eventbox.handlers import Handler
from eventbox.models import Backfill, Cursor, ParkedEvent
from eventbox.receiver import receive
from tests.eventbox.diary import handlers
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import TYPES, log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def texts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("text", flat=True))


def with_settings(**own: Any) -> Any:
    return override_settings(EVENTBOX={**settings.EVENTBOX, **own})


def test_the_projection_is_emptied_and_the_cursor_goes_back_to_the_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = log_of("a", "b")
    receive(window_of(log))
    call_command("replay", "--reset")
    assert "stood at 2 and stands at 0" in capsys.readouterr().out
    assert texts() == []
    receive(window_of(log))
    assert texts() == ["a", "b"]


def test_what_was_parked_comes_again_with_the_rest() -> None:
    handlers.broken.add("a:1")
    log = log_of("a:1", "a:2")
    receive(window_of(log))
    handlers.broken.clear()
    call_command("replay", "--reset")
    assert not ParkedEvent.objects.exists()
    receive(window_of(log))
    assert texts() == ["a:1", "a:2"]


def test_a_type_that_was_being_learned_comes_with_the_rest() -> None:
    receive(window_of(log_of("a"), types=TYPES))
    Cursor.objects.update(types=["Asked"])
    Backfill.objects.create(subscription="diary", type="Noted", position=1)
    call_command("replay", "--reset")
    assert Cursor.objects.get().types == list(TYPES)
    assert not Backfill.objects.exists()


def test_without_emptying_every_handler_must_be_replayable() -> None:
    receive(window_of(log_of("a")))
    with pytest.raises(CommandError, match=r"Asked, BatchA, BatchB, Noted.*--reset"):
        call_command("replay")
    assert Cursor.objects.get().position == 1


def test_handlers_that_are_replayable_get_everything_again() -> None:
    table = {"Noted": Handler(handlers.on_noted, replayable=True)}
    log = log_of("a")
    with with_settings(HANDLERS=table):
        receive(window_of(log, types=["Noted"]))
        call_command("replay")
        receive(window_of(log, types=["Noted"]))
    assert texts() == ["a", "a"]


def test_a_service_that_cannot_empty_its_projection_is_told_so() -> None:
    with with_settings(RESET=None), pytest.raises(CommandError, match="RESET"):
        call_command("replay", "--reset")


def test_emptying_and_going_back_are_one_transaction() -> None:
    receive(window_of(log_of("a")))
    with (
        patch("eventbox.replaying.ParkedEvent.objects.filter", side_effect=OSError("crash")),
        pytest.raises(OSError, match="crash"),
    ):
        call_command("replay", "--reset")
    assert texts() == ["a"]
    assert Cursor.objects.get().position == 1
