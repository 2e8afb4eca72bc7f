"""Up to which position the log is known to have nothing that is unsent here.

A log that has to search for what it has already begins there. Whenever the outbox is seen empty,
all that the log has of ours up to the last position that it told is marked sent; what becomes
visible later can only be in the log behind it.
"""

from django.db import transaction

from eventbox.models import OutboxEvent, RelayLease

_ROW = 1


def settled() -> int:
    """That position; 0 where nothing is known."""
    rows = RelayLease.objects.filter(pk=_ROW).values_list("settled", flat=True)
    return rows.first() or 0


def settle(position: int) -> None:
    """Move it to `position`, which the log has told for ours, if nothing is unsent by now."""
    if not position:
        return
    RelayLease.objects.get_or_create(pk=_ROW)
    with transaction.atomic():
        # The lock first: what is made unsent meanwhile waits, and then unsettles all again.
        behind = RelayLease.objects.filter(pk=_ROW, settled__lt=position)
        if not behind.update(settled=position):
            return
        if OutboxEvent.objects.filter(sent_at=None, parked_at=None).exists():
            transaction.set_rollback(True)


def unsettle() -> None:
    """Know nothing any more: first of all in a transaction that makes rows unsent again."""
    RelayLease.objects.filter(pk=_ROW).update(settled=0)
