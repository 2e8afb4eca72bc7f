"""The admin's view of the outbox and of what is parked, with redrive and discard."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from eventbox.models import Cursor, OutboxEvent, ParkedEvent
from eventbox.parking import discard, redrive
from eventbox.publishing import OUTBOX
from eventbox.settling import unsettle
from eventbox.wakeup import notify

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ReadOnly:
    """Rows are looked at; what changes them goes through actions that keep the promises."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(OutboxEvent)
class OutboxAdmin(ReadOnly, _ModelAdmin):
    list_display = ("id", "type", "subject", "created_at", "sent_at", "parked_at", "last_error")
    list_filter = (
        "type",
        ("sent_at", admin.EmptyFieldListFilter),
        ("parked_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("event_id", "subject", "key")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("send_again", "discard_refused")

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("eventbox.change_outboxevent")

    @admin.action(description="Send what was refused again", permissions=["act"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        with transaction.atomic():
            unsettle()
            refused = queryset.filter(parked_at__isnull=False)
            count = refused.update(parked_at=None, last_error="")
        notify(OUTBOX)
        self.message_user(request, f"{count} events will be sent again.")

    @admin.action(description="Discard what was refused, for good", permissions=["act"])
    def discard_refused(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        count, _ = queryset.filter(parked_at__isnull=False, sent_at=None).delete()
        notify(OUTBOX)
        self.message_user(request, f"{count} events are discarded.", messages.WARNING)


@admin.register(ParkedEvent)
class ParkedAdmin(ReadOnly, _ModelAdmin):
    list_display = ("id", "type", "subject", "key", "attempts", "error", "next_try_at", "parked_at")
    list_filter = ("type", "parked_at")
    search_fields = ("event_id", "subject", "key")
    ordering = ("id",)
    actions = ("redrive_keys", "discard_events")

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("eventbox.change_parkedevent")

    @admin.action(description="Redrive now (the whole key, in order)", permissions=["act"])
    def redrive_keys(self, request: HttpRequest, queryset: QuerySet[ParkedEvent]) -> None:
        keys = queryset.order_by("id").values_list("subscription", "key")
        applied = sum(redrive(subscription, key) for subscription, key in dict.fromkeys(keys))
        left = ParkedEvent.objects.filter(key__in={key for _, key in keys}).count()
        level = messages.WARNING if left else messages.SUCCESS
        self.message_user(request, f"{applied} events applied, {left} still parked.", level)

    @admin.action(
        description="Discard for good (later events of the key go on)", permissions=["act"]
    )
    def discard_events(self, request: HttpRequest, queryset: QuerySet[ParkedEvent]) -> None:
        count = sum(discard(row.subscription, row.pk) for row in queryset)
        self.message_user(request, f"{count} events are discarded.", messages.WARNING)


@admin.register(Cursor)
class CursorAdmin(ReadOnly, _ModelAdmin):
    list_display = ("subscription", "position", "head", "heard_at", "stopped", "log")
