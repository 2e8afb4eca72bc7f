"""`eventbox_resend`: what was sent since a moment goes to the log again."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from eventbox.models import OutboxEvent
from eventbox.relay import Relay
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import fill, parked, sent, turn, unsent

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_sent_since_then_is_sent_again_in_order() -> None:
    log = FakeLog()
    relay = Relay(log)
    fill("a", "b", "c")
    turn(relay)
    OutboxEvent.objects.filter(subject="a").update(sent_at="2026-01-30T00:00:00Z")
    log.events = log.events[:1]  # as the backup of the bus has it
    call_command("eventbox_resend", "--since", "2026-01-31T12:00:00Z")
    assert (sent(), unsent()) == (["a"], ["b", "c"])
    turn(relay)
    assert log.subjects == ["a", "b", "c"]


def test_what_was_written_before_and_sent_afterwards_is_sent_again() -> None:
    """It was waiting in the outbox when the backup of the bus was made."""
    fill("a")
    OutboxEvent.objects.update(created_at="2026-01-31T11:59:00Z", sent_at="2026-01-31T12:01:00Z")
    call_command("eventbox_resend", "--since", "2026-01-31T12:00:00Z")
    assert unsent() == ["a"]


def test_what_is_parked_stays_parked() -> None:
    fill("a")
    OutboxEvent.objects.update(parked_at=Now())
    call_command("eventbox_resend", "--since", "2000-01-01T00:00:00Z")
    assert parked() == ["a"]


def test_it_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    fill("a", "b")
    OutboxEvent.objects.update(sent_at=Now())
    call_command("eventbox_resend", "--since", "2000-01-01T00:00:00Z")
    assert capsys.readouterr().out == "2 events will be sent again by the pump\n"


@pytest.mark.parametrize("since", ["yesterday", "2026-01-31", "2026-01-31T12:00:00", ""])
def test_a_time_without_a_zone_or_that_is_none_is_refused(since: str) -> None:
    with pytest.raises(CommandError, match="--since"):
        call_command("eventbox_resend", f"--since={since}")
