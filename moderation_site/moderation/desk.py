"""What the admin's review desk needs: the filter that is the queue, and the form for a reason."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from moderation_site.moderation.models import Review
from moderation_site.moderation.serializers import MAX_REASON


class QueueFilter(admin.SimpleListFilter):
    """By status; what is held comes up first, as that is the work to be done."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each status, and all together."""
        return [*Review.Status.choices, ("all", "All")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The same, without the "All" that Django puts first."""
        chosen = self.value() or Review.Status.HELD
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Only the held ones, where nothing else was chosen."""
        chosen = self.value() or Review.Status.HELD
        return queryset if chosen == "all" else queryset.filter(status=chosen)


class ReasonForm(forms.Form):
    """Why a reviewer decides so."""

    reason = forms.CharField(
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text="Goes with the decision to the other services; may be left empty.",
    )
