"""The story of an event: what led to it, and what it has led to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bus_site.bus.models import LoggedEvent, Receipt
from bus_site.bus.receipts import receipts_of
from eventbox.envelope import format_time

_FIELDS = (
    *("position", "event_id", "type", "source", "subject", "time", "appended_at"),
    *("correlation_id", "causation_id"),
)


def trace(id: str, *, after: int, limit: int) -> list[dict[str, Any]]:
    """The events of a correlation in order, without data, from behind `after`.

    `id` is the correlation's id, or that of any event in it. Empty where the log knows neither.
    `delayMs` is the time between the cause's arrival in the log and the event's own, null where the
    cause is not in the log; in `receivedBy`, that between the event's arrival in the log and the
    consumer's confirmation. Both by the log's clock.
    """
    events = _correlated(id, after, limit)
    if not events and (event := _without_text(event_id=id).first()):
        if event.correlation_id:
            events = _correlated(event.correlation_id, after, limit)
        else:
            story = sorted((link.event for link in chain(event)), key=lambda e: e.position)
            events = [event for event in story if event.position > after][:limit]
    causes = _causes_of(events)
    receipts = receipts_of(events)
    return [
        _step(event, causes.get(event.causation_id or ""), receipts[event.position])
        for event in events
    ]


def _correlated(id: str, after: int, limit: int) -> list[LoggedEvent]:
    return list(_without_text(correlation_id=id).filter(position__gt=after)[:limit])


def _causes_of(events: list[LoggedEvent]) -> dict[str, LoggedEvent]:
    causes = {event.event_id: event for event in events}
    elsewhere = {event.causation_id for event in events if event.causation_id} - causes.keys()
    if elsewhere:
        for cause in LoggedEvent.objects.filter(event_id__in=elsewhere).only(*_FIELDS):
            causes[cause.event_id] = cause
    return causes


def _step(
    event: LoggedEvent, cause: LoggedEvent | None, receipts: Sequence[Receipt]
) -> dict[str, Any]:
    return {
        "position": event.position,
        "id": event.event_id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": format_time(event.time) if event.time else None,
        "appendedAt": format_time(event.appended_at),
        "causationid": event.causation_id,
        "delayMs": _milliseconds(cause.appended_at, event.appended_at) if cause else None,
        "receivedBy": [
            {
                "subscription": receipt.subscription,
                "at": format_time(receipt.at),
                "delayMs": _milliseconds(event.appended_at, receipt.at),
            }
            for receipt in receipts
        ],
    }


def _milliseconds(begin: datetime, end: datetime) -> int:
    return round((end - begin).total_seconds() * 1000)


@dataclass(frozen=True)
class Chained:
    """An event in the chain of causes and effects; `depth` counts from the first cause, 0."""

    event: LoggedEvent
    depth: int


def chain(event: LoggedEvent, *, limit: int = 100) -> list[Chained]:
    """The event's causes from the first on, the event, and all its effects, depth first.

    Stops at `limit` events, and where causes run in a circle.
    """
    causes = _causes(event, limit)
    line = [Chained(cause, depth) for depth, cause in enumerate(causes)]
    seen = {cause.event_id for cause in causes}
    _add_effects(event, len(causes), line, seen, limit)
    return line


def _causes(event: LoggedEvent, limit: int) -> list[LoggedEvent]:
    line: list[LoggedEvent] = []
    seen = {event.event_id}
    while event.causation_id and event.causation_id not in seen and len(line) < limit:
        cause = _without_text(event_id=event.causation_id).first()
        if cause is None:
            break
        seen.add(cause.event_id)
        line.insert(0, cause)
        event = cause
    return line


def _add_effects(
    event: LoggedEvent, depth: int, line: list[Chained], seen: set[str], limit: int
) -> None:
    if event.event_id in seen or len(line) >= limit:
        return
    seen.add(event.event_id)
    line.append(Chained(event, depth))
    for effect in _without_text(causation_id=event.event_id)[:limit]:
        _add_effects(effect, depth + 1, line, seen, limit)


def _without_text(**found: str) -> QuerySet[LoggedEvent]:
    return LoggedEvent.objects.filter(**found).order_by("position").only(*_FIELDS)
