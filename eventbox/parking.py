"""Parked events: set aside with their key, so that all other keys flow and the key stays in order.

Every change of what is parked happens under the cursor's lock, in the transaction of its effects.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import random

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Now

from eventbox.context import correlated
from eventbox.cursor import lock_cursor
from eventbox.envelope import Event
from eventbox.faults import database_at_fault
from eventbox.inserting import insert
from eventbox.models import ParkedEvent
from eventbox.owners import without_strangers
from eventbox.redaction import headline
from eventbox.retry import backoff
from eventbox.running import run_handlers
from eventbox.statements import places, run
from eventbox.strict_json import parse_json
from eventbox.wakeup import notify

log = logging.getLogger("eventbox.parking")

PARKED = "parked"
TRACEBACK_CHARACTERS = 20_000

_HELD = "SELECT key FROM eventbox_parkedevent WHERE subscription = %s AND key IN ({})"


def queue_behind(subscription: str, events: Sequence[Event]) -> Sequence[Event]:
    """Park those of `events` whose key has parked events; the answer is the others, in order."""
    if not events:
        return events
    keys = {event.key for event in events}
    held = {key for (key,) in run(_HELD.format(places(keys)), [subscription, *keys])}
    if not held:
        return events
    insert([_row(subscription, event) for event in events if event.key in held])
    return [event for event in events if event.key not in held]


def park(subscription: str, event: Event, failure: Exception) -> None:
    """Set aside an event whose handler has failed, to be tried again."""
    row = _row(subscription, event)
    _note_failure(row, failure)
    row.save()
    with correlated(event.correlation):
        told = (event.type, event.id, event.key, headline(failure))
        log.error("parked %s %s with key %s: %s", *told)
    transaction.on_commit(lambda: notify(PARKED))


def redrive(subscription: str, key: str) -> int:
    """Apply the parked events of `key` in order until one fails; the answer is how many.

    Each is applied and removed in one transaction of its own.
    """
    applied = 0
    while (row := _first(subscription, key)) is not None:
        try:
            applied += _apply_if_first(row)
        except Exception as error:
            if database_at_fault(error):
                raise
            _record_failure(row, error)
            break
    return applied


def discard(subscription: str, row_id: int) -> bool:
    """Give up one parked event for good; False where it is no longer there."""
    with transaction.atomic():
        lock_cursor(subscription)
        row = ParkedEvent.objects.filter(subscription=subscription, id=row_id).first()
        if row is None:
            return False
        row.delete()
        # The key goes on with what queued behind, at once.
        ParkedEvent.objects.filter(subscription=subscription, key=row.key).update(next_try_at=Now())
        transaction.on_commit(lambda: notify(PARKED))
    with correlated(event_of(row).correlation):
        log.warning("discarded %s %s with key %s", row.type, row.event_id, row.key)
    return True


def redrive_due(subscription: str) -> float:
    """Redrive each key whose time has come; the answer is the seconds until the next one."""
    first_of_keys = (
        ParkedEvent.objects.filter(subscription=subscription)
        .values("key")
        .annotate(first=Min("id"))
        .values("first")
    )
    due = ParkedEvent.objects.filter(id__in=first_of_keys)
    for key in due.exclude(next_try_at__gt=Now()).values_list("key", flat=True):
        redrive(subscription, key)
    return 1.0 if due.exists() else 5.0


def event_of(row: ParkedEvent) -> Event:
    """The event that a parked row holds."""
    value = parse_json(row.envelope)
    if row.position is not None:
        value["position"] = row.position
    return Event.from_object(value)


def describe(failure: Exception) -> str:
    """The exception's name and message; its name alone where it cannot say more."""
    name = type(failure).__name__
    try:
        return f"{name}: {failure}"
    except Exception:
        return name


def _storable(text: str) -> str:
    """`text` without what no database takes: NUL and lone surrogates."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def _apply_if_first(row: ParkedEvent) -> bool:
    """Apply and remove a parked event if it still is the first of its key."""
    event = event_of(row)
    with transaction.atomic():
        cursor = lock_cursor(row.subscription)
        if _first(row.subscription, row.key) != row:
            return False
        # Whose a type is may have been declared after this was parked.
        own = without_strangers(cursor, [event]) if cursor else [event]
        run_handlers(own)
        row.delete()
    with correlated(event.correlation):
        log.info("applied parked %s %s", event.type, event.id)
    return True


def _record_failure(row: ParkedEvent, failure: Exception) -> None:
    with transaction.atomic():
        lock_cursor(row.subscription)
        if _first(row.subscription, row.key) != row:
            return  # somebody else has settled it meanwhile
        _note_failure(row, failure)
        row.save()
    with correlated(event_of(row).correlation):
        log.error("parked %s %s failed again: %s", row.type, row.event_id, headline(failure))


def _first(subscription: str, key: str) -> ParkedEvent | None:
    return ParkedEvent.objects.filter(subscription=subscription, key=key).order_by("id").first()


def _row(subscription: str, event: Event) -> ParkedEvent:
    return ParkedEvent(
        subscription=subscription,
        key=event.key,
        position=event.position,
        event_id=event.id,
        type=event.type,
        subject=event.subject or "",
        envelope=event.text,
    )


def _note_failure(row: ParkedEvent, failure: Exception, rng: Callable[[], float] = random) -> None:
    row.attempts += 1
    row.error = _storable(describe(failure))[:1000]
    row.traceback = _storable("".join(traceback.format_exception(failure)))[-TRACEBACK_CHARACTERS:]
    wait = backoff(row.attempts, base=0.5, cap=300.0, rng=rng)
    row.next_try_at = Now() + timedelta(seconds=wait)
