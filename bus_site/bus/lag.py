"""How far a subscription is behind: in positions of the log, and in seconds."""

from datetime import datetime

from django.db.models.functions import Now

from bus_site.bus.models import Head, LoggedEvent, Subscription


def lag(subscription: Subscription, head: Head) -> int:
    """How many positions lie between the subscription and the log's end."""
    return max(0, head.position - subscription.position)


def lag_seconds(subscription: Subscription, head: Head) -> float:
    """The age in seconds of the oldest event that is wanted and not delivered; 0 without any."""
    if not lag(subscription, head):
        return 0.0
    # One look into the index per type, where one over all types could read half the log.
    types: list[str] | list[None] = subscription.types or [None]
    ages = [_age_of_next(subscription.position, type) for type in types]
    return round(max(ages), 3)


def _age_of_next(position: int, type: str | None) -> float:
    waiting = LoggedEvent.objects.filter(position__gt=position).order_by("position")
    if type is not None:
        waiting = waiting.filter(type=type)
    times: tuple[datetime, datetime] | None
    times = waiting.annotate(now=Now()).values_list("now", "appended_at").first()
    return max(0.0, (times[0] - times[1]).total_seconds()) if times else 0.0
