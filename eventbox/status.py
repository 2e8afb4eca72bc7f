"""How this service's events stand: what `/status` and `eventbox_status` show."""

from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from eventbox.conf import config
from eventbox.models import Backfill, Cursor, OutboxEvent, ParkedEvent, RelayLease
from eventbox.puller import PULLING
from eventbox.strict_json import dump_json


def report() -> dict[str, Any]:
    """The whole report, JSON-ready.

    `lag` is in events, as of what the bus said last (`heardAt`); None for a service that has not
    been reached yet or consumes nothing.
    """
    cursor = Cursor.objects.filter(subscription=config().subscription).first()
    return {
        "source": config().source,
        "pump": _pump(),
        "cursor": _cursor(cursor),
        "lag": max(cursor.head - cursor.position, 0) if cursor else None,
        "outbox": _outbox(),
        "parked": _parked(),
    }


def lines(status: dict[str, Any], depth: int = 0) -> list[str]:
    """A report as indented lines for a terminal."""
    out: list[str] = []
    for name, value in status.items():
        if isinstance(value, dict):
            out.append(f"{'  ' * depth}{name}:")
            out += lines(value, depth + 1)
        else:
            text = value if isinstance(value, str) else dump_json(value)
            out.append(f"{'  ' * depth}{name}: {text}")
    return out


def _pump() -> dict[str, Any]:
    relays = RelayLease.objects.exclude(pk=PULLING).order_by("pk")
    at_work = relays.filter(lease_until__gt=Now())
    holders = sorted(set(at_work.values_list("lease_owner", flat=True)))
    return {
        "running": bool(holders),
        "holder": ", ".join(holders) or None,
        "lastError": relays.exclude(last_error="").values_list("last_error", flat=True).first(),
    }


def _cursor(cursor: Cursor | None) -> dict[str, Any] | None:
    if cursor is None:
        return None
    learning = Backfill.objects.filter(subscription=cursor.subscription)
    return {
        "subscription": cursor.subscription,
        "log": cursor.log,
        "position": cursor.position,
        "types": cursor.types,
        "passedOver": cursor.passed_over,
        "learning": list(learning.order_by("type").values_list("type", flat=True)),
        "heardAt": cursor.heard_at.isoformat().replace("+00:00", "Z") if cursor.heard_at else None,
        "stopped": cursor.stopped or None,
    }


def _outbox() -> dict[str, Any]:
    unsent = OutboxEvent.objects.filter(sent_at=None).aggregate(
        depth=Count("id"),
        oldest=Min("created_at"),
        parked=Count("id", filter=Q(parked_at__isnull=False)),
    )
    oldest = unsent["oldest"]
    return {
        "depth": unsent["depth"],
        "parked": unsent["parked"],
        "oldest": oldest.isoformat().replace("+00:00", "Z") if oldest else None,
    }


def _parked() -> dict[str, Any]:
    rows = ParkedEvent.objects.filter(subscription=config().subscription)
    return {
        "events": rows.count(),
        "keys": rows.values("key").distinct().count(),
    }
