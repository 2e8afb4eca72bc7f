"""What the log can be narrowed by. The choices are found by steps through an index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from bus_site.bus.models import LoggedEvent
from bus_site.bus.reading import position_before

MOST_CHOICES = 100


class _ValueFilter(SimpleListFilter):
    """The values that a column has in the log."""

    def lookups(
        self, request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        """Every value, up to MOST_CHOICES."""
        return [(value, value) for value in distinct(self.parameter_name or "")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LoggedEvent]
    ) -> QuerySet[LoggedEvent]:
        """The events with the chosen value."""
        if self.value() is None:
            return queryset
        return queryset.filter(**{str(self.parameter_name): self.value()})


class TypeFilter(_ValueFilter):
    """By type."""

    title = parameter_name = "type"


class SourceFilter(_ValueFilter):
    """By source."""

    title = parameter_name = "source"


class TimeFilter(SimpleListFilter):
    """By the time of arrival in the log."""

    title = "time"
    parameter_name = "since"
    spans = {
        "1h": ("past hour", timedelta(hours=1)),
        "1d": ("past 24 hours", timedelta(days=1)),
        "7d": ("past 7 days", timedelta(days=7)),
        "30d": ("past 30 days", timedelta(days=30)),
    }

    def lookups(
        self, request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        """How far back to look."""
        return [(key, name) for key, (name, _) in self.spans.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LoggedEvent]
    ) -> QuerySet[LoggedEvent]:
        """The events since then, found by position: arrival times follow the positions."""
        span = self.spans.get(self.value() or "")
        if span is None:
            return queryset
        return queryset.filter(position__gt=position_before(timezone.now() - span[1]))


def distinct(column: str) -> list[str]:
    """The values of an indexed column, each found by one step from the one before."""
    return list(_steps(column))


def _steps(column: str) -> Iterator[str]:
    values = LoggedEvent.objects.order_by(column).values_list(column, flat=True)
    value = values.first()
    for _ in range(MOST_CHOICES):
        if value is None:
            return
        yield value
        value = values.filter(**{f"{column}__gt": value}).first()
