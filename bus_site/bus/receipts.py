"""Receipts: when a consumer confirmed what it was sent. The last hop of every trace.

One row for each window that carried events, by the log's clock, written together with the
subscription's position: no statement and no commit for each event. The first confirmation counts,
so what is delivered again, to a consumer that was restored or rebuilt, keeps its time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from bus_site.bus.models import Head, LoggedEvent, Receipt, Subscription
from eventbox.inserting import insert

KEPT: Final = 100_000
"""Positions behind a subscription's newest receipt whose receipts are kept."""

SWEEP_EVERY: Final = 1_000
"""Positions after which the older ones are removed."""


@dataclass(frozen=True)
class _Confirmed:
    after: int
    upto: int
    types: tuple[str, ...]
    when: float


class Receipts:
    """What one subscription has confirmed. Noted at once, written when its position is."""

    def __init__(self, subscription: str, clock: Callable[[], float]) -> None:
        self._subscription = subscription
        self._clock = clock
        self._noted: list[_Confirmed] = []
        self._end: int | None = None

    def note(self, after: int, upto: int, types: tuple[str, ...]) -> None:
        """The consumer has just confirmed the events of `types` with after < position <= upto."""
        self._noted.append(_Confirmed(after, upto, types, self._clock()))

    def write(self) -> None:
        """Write down what was noted, within the caller's transaction."""
        if not self._noted:
            return
        begin = end = self._written_upto()
        now, here = _log_time(), self._clock()
        rows = []
        for one in self._noted:
            if one.upto > end:
                at = now - timedelta(seconds=here - one.when)
                rows.append(self._receipt(one, after=max(one.after, end), at=at))
                end = one.upto
        # Where two deliver for a moment both may have been answered; the first receipt counts.
        insert(rows, ignore_conflicts=True)
        if end // SWEEP_EVERY > begin // SWEEP_EVERY:
            self._receipts().filter(upto__lte=end - KEPT).delete()
        self._noted, self._end = [], end

    def _written_upto(self) -> int:
        if self._end is None:
            self._end = self._receipts().aggregate(end=Max("upto"))["end"] or 0
        return self._end

    def _receipt(self, one: _Confirmed, *, after: int, at: datetime) -> Receipt:
        types = list(one.types)
        return Receipt(
            subscription=self._subscription, after=after, upto=one.upto, types=types, at=at
        )

    def _receipts(self) -> QuerySet[Receipt]:
        return Receipt.objects.filter(subscription=self._subscription)


def _log_time() -> datetime:
    now: datetime = Head.objects.values_list(Now(), flat=True)[0]
    return now


def receipts_of(events: Sequence[LoggedEvent]) -> dict[int, list[Receipt]]:
    """By position, the receipts of those who have confirmed that event, oldest first."""
    found: dict[int, list[Receipt]] = {event.position: [] for event in events}
    for name in Subscription.objects.values_list("name", flat=True):
        ends = _ends(name, found)
        receipts = Receipt.objects.filter(subscription=name, upto__in=set(ends.values()))
        by_end = {receipt.upto: receipt for receipt in receipts}
        for event in events:
            receipt = by_end.get(ends.get(event.position, 0))
            if receipt and receipt.tells_of(event):
                found[event.position].append(receipt)
    return {position: sorted(some, key=lambda one: one.at) for position, some in found.items()}


def _ends(name: str, positions: Iterable[int]) -> dict[int, int]:
    """By position, where the first of that subscription's receipts ends that can cover it."""
    reaching = Receipt.objects.filter(subscription=name, upto__gte=OuterRef("position"))
    end = Subquery(reaching.order_by("upto").values("upto")[:1])
    rows = LoggedEvent.objects.filter(position__in=positions).annotate(end=end)
    return dict(rows.filter(end__isnull=False).values_list("position", "end"))
