"""The event log in the admin: to be read and searched, never changed."""

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bus_site.bus.admin.filters import SourceFilter, TimeFilter, TypeFilter
from bus_site.bus.admin.paging import LogPaginator
from bus_site.bus.models import LoggedEvent
from bus_site.bus.tracing import Chained, chain
from eventbox.envelope import MAX_POSITION

# Of each column that a word is looked for in, at most so many matches, the newest.
MOST_FOUND = 250
SEARCHED = ("event_id", "subject", "type", "correlation_id")


if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[LoggedEvent]
else:  # generic in the stubs alone
    _ModelAdmin = admin.ModelAdmin


@admin.register(LoggedEvent)
class EventAdmin(_ModelAdmin):
    """Events, newest first, fast on a log of millions."""

    list_display = ("position", "type", "source", "subject", "event_id", "appended_at")
    list_filter = (TypeFilter, SourceFilter, TimeFilter)
    list_per_page = 50
    ordering = ("-position",)
    sortable_by = ()
    paginator = LogPaginator
    show_full_result_count = False
    search_fields = SEARCHED
    search_help_text = "A whole id, subject, type or correlation id, or a position."
    fields = (
        *("position", "type", "source", "event_id", "subject", "partition_key"),
        *("correlation_id", "causation_id", "time", "appended_at", "size"),
        *("causes_and_effects", "pretty_envelope"),
    )
    readonly_fields = ("causes_and_effects", "pretty_envelope")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: events come through the API."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the past does not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: positions stay dense."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoggedEvent]:
        """Without the envelopes, which only a single event's page needs."""
        return super().get_queryset(request).defer("envelope")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LoggedEvent], search_term: str
    ) -> tuple[QuerySet[LoggedEvent], bool]:
        """Whole values, each by its own index: a part of a word would mean reading everything."""
        term = search_term.strip()
        if not term:
            return queryset, False
        found: set[int] = set()
        for column in SEARCHED:
            rows = queryset.filter(**{column: term}).order_by("-position")
            found |= set(rows.values_list("position", flat=True)[:MOST_FOUND])
        if term.isascii() and term.isdigit() and len(term) < 20 and int(term) <= MAX_POSITION:
            found.add(int(term))
        return queryset.filter(position__in=found), False

    @admin.display(description="envelope")
    def pretty_envelope(self, event: LoggedEvent) -> SafeString:
        """The envelope, indented; the log keeps it as it was sent."""
        text = json.dumps(json.loads(event.envelope), indent=2, ensure_ascii=False)
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', text)

    @admin.display(description="causes and effects")
    def causes_and_effects(self, event: LoggedEvent) -> SafeString:
        """The chain from the first cause to the last effect, each a link to its event."""
        return format_html_join("\n", "{}", ((_link(link, event),) for link in chain(event)))


def _link(link: Chained, shown: LoggedEvent) -> SafeString:
    other = link.event
    label = f"{other.position} {other.type}"
    if other.position == shown.position:
        what = format_html("<strong>{}</strong>", label)
    else:
        url = reverse("admin:bus_loggedevent_change", args=[other.position])
        what = format_html('<a href="{}">{}</a>', url, label)
    return format_html(
        '<div style="margin-left: {}em">{} from {}, {}</div>',
        2 * link.depth,
        what,
        other.source,
        other.appended_at.isoformat(" ", "milliseconds"),
    )
