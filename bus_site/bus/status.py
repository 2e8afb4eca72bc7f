"""The state of the bus at a glance: the log, its head, whether anybody delivers, who is behind."""

from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.db.models.functions import Now

from bus_site.bus import conf
from bus_site.bus.lag import lag, lag_seconds
from bus_site.bus.models import Head, Subscription


def status() -> dict[str, Any]:
    """As `/status` answers it.

    `delivery` is "running" where some process delivers, "stopped" where none does though there is
    something to deliver to, else "idle".
    """
    head = Head.current()
    held = Case(
        When(lease_until__gt=Now(), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = list(Subscription.objects.annotate(held=held))
    active = [row for row in rows if row.state == Subscription.State.ACTIVE]
    return {
        "log": head.log,
        "head": {"position": head.position, "id": head.event_id or None},
        "stream": _stream(head),
        "delivery": _delivery([row.held for row in active]),
        "subscriptions": [_line(row, head) for row in rows],
    }


def _stream(head: Head) -> dict[str, str | None] | None:
    # What was wrong on the way to NATS is of no matter to a bus that is not to speak it.
    if not head.stream and not (head.trouble and conf.transport_url()):
        return None
    return {"name": head.stream, "trouble": head.trouble or None}


def _delivery(held: list[bool]) -> str:
    if not held:
        return "idle"
    return "running" if any(held) else "stopped"


def _line(row: Subscription, head: Head) -> dict[str, Any]:
    return {
        "name": row.name,
        "mode": row.mode,
        "state": row.state,
        "position": row.position,
        "lag": lag(row, head),
        "lagSeconds": lag_seconds(row, head),
    }
