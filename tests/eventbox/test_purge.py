"""What was sent is kept for a while and then deleted; what was not sent is never deleted."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import override_settings

from eventbox.models import OutboxEvent
from eventbox.relay import PURGE_EVERY, Relay
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import Clock, fill, turn

pytestmark = pytest.mark.django_db(transaction=True)

YEARS = timedelta(days=3650)


def left() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("subject", flat=True))


def sent_ago(subject: str, ago: timedelta) -> None:
    OutboxEvent.objects.filter(subject=subject).update(sent_at=Now() - ago)


def test_rows_that_were_sent_longer_ago_than_outbox_keep_are_deleted() -> None:
    fill("old", "young")
    sent_ago("old", timedelta(days=7, seconds=5))
    sent_ago("young", timedelta(days=6, hours=23))
    turn(Relay(FakeLog()))
    assert left() == ["young"]


def test_unsent_and_parked_rows_never_expire() -> None:
    fill("a:unsent", "b:parked")
    OutboxEvent.objects.update(created_at=Now() - YEARS)
    OutboxEvent.objects.filter(subject="b:parked").update(parked_at=Now() - YEARS)
    log = FakeLog()
    log.refused = {"a:unsent"}
    turn(Relay(log))
    assert left() == ["a:unsent", "b:parked"]


def test_how_long_is_a_setting() -> None:
    fill("a")
    sent_ago("a", timedelta(seconds=30))
    for keep, rows in (("60", ["a"]), (timedelta(seconds=10), [])):
        with override_settings(EVENTBOX={**settings.EVENTBOX, "OUTBOX_KEEP": keep}):
            relay = Relay(FakeLog())
            turn(relay)
            relay.close()
            assert left() == rows


def test_many_go_in_portions_so_that_sending_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventbox.relay.PURGE_ROWS", 2)
    fill(*"abcde")
    OutboxEvent.objects.update(sent_at=Now() - YEARS)
    fill("new")
    log = FakeLog()
    relay = Relay(log, clock=Clock())
    while not log.subjects:
        relay.relay_once()
    assert len(left()) >= 3
    for _ in range(5):
        relay.relay_once()
    assert left() == ["new"]


def test_between_two_rounds_of_deleting_lies_an_hour() -> None:
    clock = Clock()
    relay = Relay(FakeLog(), clock=clock)
    turn(relay)
    fill("a")
    sent_ago("a", YEARS)
    turn(relay)
    assert left() == ["a"]
    clock.now += PURGE_EVERY + 1
    turn(relay)
    assert left() == []
