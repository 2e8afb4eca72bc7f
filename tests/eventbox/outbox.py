"""Fills the outbox of the diary, and turns a relay by hand."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from eventbox import Message, publish_many
from eventbox.models import OutboxEvent, RelayLease
from eventbox.relay import Relay


class Clock:
    """A relay's own clock, which a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Hurry(Clock):
    """A clock on which a second passes at every look, so that no rest is felt."""

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def fill(*subjects: str, size: int = 0) -> list[OutboxEvent]:
    """Publish an event per subject; a subject "a:1" has the partition key "a"."""
    with transaction.atomic():
        publish_many(
            [
                Message(
                    "Noted",
                    {"text": "x" * size},
                    subject=subject,
                    partition_key=subject.partition(":")[0] if ":" in subject else None,
                )
                for subject in subjects
            ]
        )
    return list(OutboxEvent.objects.order_by("id"))


def turn(relay: Relay, rounds: int = 50) -> float:
    """Turn the relay as long as it says that there is more to do; the wait that it ends with."""
    for _ in range(rounds):
        wait = relay.relay_once()
        if wait:
            return wait
    raise AssertionError(f"there was more to do after {rounds} rounds")


def lease_runs_out() -> None:
    """As if the relay that was active had been gone for longer than its lease."""
    assert RelayLease.objects.update(lease_until=Now() - timedelta(seconds=1)) == 1


def unsent() -> list[str]:
    return _subjects(sent_at=None)


def sent() -> list[str]:
    return _subjects(sent_at__isnull=False)


def parked() -> list[str]:
    return _subjects(parked_at__isnull=False)


def _subjects(**which: object) -> list[str]:
    rows = OutboxEvent.objects.filter(**which).order_by("id")
    return list(rows.values_list("subject", flat=True))
