"""`forget_type`: a type that no release handles any more holds up nobody."""

import pytest
from django.core.management import CommandError, call_command

from eventbox.models import Cursor
from eventbox.receiver import receive
from tests.eventbox.windows import TYPES, log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _an_older_release_took_more() -> None:
    receive(window_of(log_of("a")))
    Cursor.objects.update(types=[*TYPES, "Retired"])


def test_a_type_that_nothing_handles_any_more_is_forgotten() -> None:
    log = log_of("a", "b")
    assert receive(window_of(log, after=1, types=[*TYPES, "Retired"])).status == 503
    call_command("forget_type", "Retired")
    assert Cursor.objects.get().types == list(TYPES)


def test_a_type_that_this_release_handles_is_not() -> None:
    with pytest.raises(CommandError, match="handles Noted"):
        call_command("forget_type", "Noted")


def test_a_type_that_the_cursor_does_not_take_cannot_be() -> None:
    with pytest.raises(CommandError, match="does not take Unknown"):
        call_command("forget_type", "Unknown")
