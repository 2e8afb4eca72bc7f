from datetime import timedelta

import pytest
from django.utils import timezone

from bus_site.bus.appending import append
from bus_site.bus.lag import lag_seconds
from bus_site.bus.models import Head, LoggedEvent, Subscription
from tests.bus_site.events import event

pytestmark = pytest.mark.django_db


def aged(*types: str) -> None:
    """Append events of these types, the first of them an hour old, each a minute apart."""
    append([event(str(n), type) for n, type in enumerate(types)])
    begin = timezone.now() - timedelta(hours=1)
    for row in LoggedEvent.objects.all():
        row.appended_at = begin + timedelta(minutes=row.position - 1)
        row.save(update_fields=["appended_at"])


def seconds(position: int, *types: str) -> float:
    row = Subscription(name="query", position=position, types=list(types))
    return lag_seconds(row, Head.current())


def test_the_lag_in_seconds_is_the_age_of_the_oldest_event_that_waits() -> None:
    aged("A", "A", "A")
    assert seconds(0) == pytest.approx(3600, abs=30)
    assert seconds(1) == pytest.approx(3540, abs=30)
    assert seconds(3) == 0


def test_events_of_other_types_do_not_count() -> None:
    aged("A", "B", "C", "B")
    assert seconds(0, "B", "C") == pytest.approx(3540, abs=30)
    assert seconds(2, "A", "C") == pytest.approx(3480, abs=30)
    assert seconds(0, "Other") == 0
