"""What is done to subscriptions from outside: put, pause, resume, rewind, skip, remove.

Every change gives the row a new revision and wakes the delivery, which begins afresh from the row.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bus_site.bus.channels import LOG, SUBSCRIPTIONS
from bus_site.bus.models import Head, Receipt, Subscription
from bus_site.bus.reading import Wanted
from bus_site.bus.writing import write_transaction
from eventbox.wakeup import notify

State = Subscription.State
Mode = Subscription.Mode


class NotPossible(Exception):
    """The subscription is not in a condition for that; the message says why."""


def put(
    name: str,
    *,
    sink: str | None = None,
    types: Sequence[str] | None = None,
    mode: str | None = None,
    after: int | None = None,
) -> tuple[Subscription, bool]:
    """Create the subscription or change it; what is None stays as it is. Tells whether it is new.

    It is tried at once, whatever its backoff; one that was gone or stopped is active again, one
    that an operator paused stays paused. Raises NotPossible where `after` lies beyond the log
    and the bus itself keeps the position (json mode).
    """
    with write_transaction():
        row, created = Subscription.objects.select_for_update().get_or_create(name=name)
        row.sink = row.sink if sink is None else sink
        row.types = row.types if types is None else sorted(set(types))
        row.mode = row.mode if mode is None else mode
        row.position = row.position if after is None else after
        if row.mode == Mode.JSON:
            _check_within_log(row.position)
        if row.mode == Mode.PULL:
            row.last_success_at = timezone.now()
        if row.state != State.PAUSED:
            row.state = State.ACTIVE
        _save(row, "sink", "types", "mode", "position", "state", "last_success_at")
    return row, created


def pause(name: str) -> Subscription:
    """Deliver nothing until `resume`. What is on its way still counts when it arrives."""
    with write_transaction():
        row = Subscription.objects.select_for_update().get(name=name)
        row.state = State.PAUSED
        row.save(update_fields=["state"])
        transaction.on_commit(_wake_delivery)
    return row


def resume(name: str) -> Subscription:
    """Deliver again, and at once, whatever had ended it."""
    return _change(name, lambda row: _set(row, state=State.ACTIVE))


def wake(name: str) -> Subscription:
    """Try again at once, whatever the backoff; the state stays."""
    return _change(name, lambda row: None)


def touch(name: str) -> None:
    """Have the delivery begin afresh, if there is such a subscription: its client has changed."""
    if Subscription.objects.filter(name=name).exists():
        wake(name)


def rewind(name: str, *, after: int) -> Subscription:
    """Deliver again from behind `after`; json mode only, else NotPossible."""

    def move(row: Subscription) -> None:
        _only_json(row)
        row.position = after
        _check_within_log(after)

    return _change(name, move)


def skip(name: str) -> Subscription:
    """Pass over the oldest event that is not delivered; json mode only, else NotPossible."""

    def move(row: Subscription) -> None:
        _only_json(row)
        waiting = Wanted(types=row.types).positions(row.position, Head.current().position, 1)
        if not waiting:
            raise NotPossible("Nothing is waiting to be delivered.")
        row.position = waiting[0][0]

    return _change(name, move)


def remove(name: str) -> None:
    """Forget the subscription and its receipts; raises Subscription.DoesNotExist."""
    with write_transaction():
        Subscription.objects.get(name=name).delete()
        Receipt.objects.filter(subscription=name).delete()
        transaction.on_commit(_wake_delivery)


def _change(name: str, change: Callable[[Subscription], None]) -> Subscription:
    with write_transaction():
        row = Subscription.objects.select_for_update().get(name=name)
        change(row)
        _save(row, "position", "state")
    return row


def _save(row: Subscription, *fields: str) -> None:
    """Save `fields` with a new revision and no memory of failures; the lease is left alone."""
    _set(row, revision=uuid4(), failures=0, retry_at=None, last_error="")
    row.save(update_fields=[*fields, "revision", "failures", "retry_at", "last_error"])
    transaction.on_commit(_wake_delivery)


def _set(row: Subscription, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _wake_delivery() -> None:
    notify(SUBSCRIPTIONS)
    notify(LOG)


def _only_json(row: Subscription) -> None:
    if row.mode != Mode.JSON:
        raise NotPossible("In window mode the consumer's own cursor says what is next: move that.")


def _check_within_log(position: int) -> None:
    end = Head.current().position
    if position > end:
        raise NotPossible(f"The log ends at position {end}.")
