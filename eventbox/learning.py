"""Learning a type: a new release has a handler for it, and its history comes before its future.

The history up to the cursor is pulled and applied; under the cursor's lock, when nothing is missing
any more, the type is added to those that the cursor takes. An older replica that still runs goes on
with the types that it knows until then, so that each event is applied once, by one of the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from eventbox.applying import apply_stretch
from eventbox.conf import config
from eventbox.cursor import Answer, lock_cursor
from eventbox.envelope import Event
from eventbox.models import Backfill, Cursor
from eventbox.transports.base import Transport

PAGE = 500

_CHANGED = Answer(409, {"detail": "somebody else has gone on with this backfill"})


@dataclass(frozen=True)
class BackfillStretch:
    """Events of the types that are being learned, after `after` and up to `upto`."""

    subscription: str
    types: tuple[str, ...]
    after: int
    upto: int
    events: Sequence[Event]

    def lock(self) -> Cursor:
        cursor = lock_cursor(self.subscription)
        assert cursor is not None
        return cursor

    def check(self, cursor: Cursor) -> Answer | None:
        rows = self._rows().filter(position=self.after)
        return None if rows.count() == len(self.types) else _CHANGED

    def move(self, cursor: Cursor) -> None:
        self._rows().update(position=self.upto)

    def steps(self) -> Iterator["BackfillStretch"]:
        after = self.after
        for event in self.events:
            assert event.position is not None
            yield replace(self, after=after, upto=event.position, events=[event])
            after = event.position
        yield replace(self, after=after, events=[])

    def _rows(self) -> QuerySet[Backfill]:
        return Backfill.objects.filter(subscription=self.subscription, type__in=self.types)


def learn_once(transport: Transport) -> bool:
    """Go one step towards knowing every handled type; True where there is more to do.

    Raises BusError, DatabaseUnavailable.
    """
    name = config().subscription
    cursor = Cursor.objects.filter(subscription=name).first()
    if cursor is None or cursor.stopped or not set(config().handlers.types) - set(cursor.types):
        return False
    if _begin(name, cursor, transport):
        return True
    # Rows of types that only another release handles are that one's.
    begun = Backfill.objects.filter(subscription=name, type__in=config().handlers.types)
    rows = list(begun.order_by("position", "type"))
    if not rows:  # another replica has just finished
        return True
    after = rows[0].position
    types = tuple(row.type for row in rows if row.position == after)
    bounds = [row.position for row in rows if row.position > after]
    upto = min([cursor.position, *bounds])
    if after > upto:
        return False  # since="now", and the cursor has yet to come to where that was
    if after == upto:
        _finish(name, types, after)
        return True
    events = transport.history(types=types, after=after, upto=upto, limit=PAGE)
    if len(events) == PAGE and events[-1].position is not None:
        upto = events[-1].position
    apply_stretch(BackfillStretch(name, types, after, upto, events))
    return True


def _begin(name: str, cursor: Cursor, transport: Transport) -> bool:
    """Make a row for each type that is handled and not yet taken; False where all have theirs."""
    handlers = config().handlers
    begun = Backfill.objects.filter(subscription=name).values_list("type", flat=True)
    new = set(handlers.types) - set(cursor.types) - set(begun)
    if not new:
        return False
    head = transport.state().position if any(handlers[t].since == "now" for t in new) else 0
    with transaction.atomic():
        fresh = lock_cursor(name)
        assert fresh is not None
        Backfill.objects.bulk_create(
            (
                Backfill(
                    subscription=name,
                    type=type,
                    position=head if handlers[type].since == "now" else 0,
                )
                for type in sorted(new - set(fresh.types))
            ),
            ignore_conflicts=True,
        )
    return True


def _finish(name: str, types: tuple[str, ...], position: int) -> None:
    """Take `types` into the cursor, unless it has moved on in the meantime."""
    with transaction.atomic():
        cursor = lock_cursor(name)
        rows = Backfill.objects.filter(subscription=name, type__in=types, position=position)
        if cursor is None or cursor.position != position or rows.count() != len(types):
            return
        rows.delete()
        Cursor.objects.filter(pk=cursor.pk).update(types=sorted({*cursor.types, *types}))
