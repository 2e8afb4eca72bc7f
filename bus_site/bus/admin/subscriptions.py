"""The subscriptions in the admin: how each fares, and what an operator can do about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from bus_site.bus import subscriptions
from bus_site.bus.lag import lag, lag_seconds
from bus_site.bus.models import Head, Subscription

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Subscription]
else:  # generic in the stubs alone
    _ModelAdmin = admin.ModelAdmin


@admin.register(Subscription)
class SubscriptionAdmin(_ModelAdmin):
    """Services put their subscriptions themselves, so here is nothing to type in."""

    list_display = (
        *("name", "state", "mode", "position", "lag", "lag_seconds"),
        *("last_success_at", "failures", "retry_at", "error"),
    )
    list_filter = ("state", "mode")
    fields = (
        *("name", "sink", "types", "mode", "state", "position", "lag", "lag_seconds"),
        *("last_success_at", "failures", "retry_at", "last_error", "lease_owner", "lease_until"),
    )
    readonly_fields = ("lag", "lag_seconds", "lease_owner", "lease_until")
    actions = ("pause", "resume", "wake", "skip")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a service subscribes through the API."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: fields are a service's own; there are the actions."""
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Who may change subscriptions may use the actions."""
        return request.user.has_perm("bus.change_subscription")

    def delete_model(self, request: HttpRequest, obj: Subscription) -> None:
        """Remove it so that the delivery learns of it."""
        subscriptions.remove(obj.name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Remove each so that the delivery learns of it."""
        for row in queryset:
            subscriptions.remove(row.name)

    @admin.display(description="lag")
    def lag(self, row: Subscription) -> int:
        """In positions of the log."""
        return lag(row, Head.current())

    @admin.display(description="lag (s)")
    def lag_seconds(self, row: Subscription) -> float:
        """The age of the oldest event that waits."""
        return lag_seconds(row, Head.current())

    @admin.display(description="last error")
    def error(self, row: Subscription) -> str:
        """Its beginning."""
        return row.last_error[:80]

    @admin.action(description="Pause", permissions=["operate"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Deliver nothing until resumed."""
        self._each(request, queryset, subscriptions.pause, "paused")

    @admin.action(description="Resume", permissions=["operate"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Deliver again, whatever had ended it."""
        self._each(request, queryset, subscriptions.resume, "resumed")

    @admin.action(description="Wake: try again at once", permissions=["operate"])
    def wake(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """End the backoff."""
        self._each(request, queryset, subscriptions.wake, "woken")

    @admin.action(
        description="Skip the oldest event that is not delivered (json mode)",
        permissions=["operate"],
    )
    def skip(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Pass over what a consumer keeps refusing."""
        self._each(request, queryset, subscriptions.skip, "moved on by one event")

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Subscription],
        act: Callable[[str], Subscription],
        done: str,
    ) -> None:
        for row in queryset:
            try:
                act(row.name)
            except subscriptions.NotPossible as error:
                self.message_user(request, f"{row.name}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{row.name} is {done}.", messages.SUCCESS)
