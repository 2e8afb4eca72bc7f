"""Comments in the admin: to look at and to delete, which tells every other service.

Nothing is added or edited by hand here: the admin's own forms would write without an event, and
what a comment's status becomes, moderation decides.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from comments_site.comments.models import Comment, KnownPost
from comments_site.comments.services import delete_comments

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class UneditedAdmin(_ModelAdmin):
    """Rows that come by the API and by events alone."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(Comment)
class CommentAdmin(UneditedAdmin):
    """Comments with their text, whatever their status; newest first."""

    list_display = ["id", "post_id", "status", "version", "created_at", "content"]
    list_filter = ["status", "created_at"]
    search_fields = ["id", "post_id", "content"]
    ordering = ["-created_at", "-id"]

    def delete_model(self, request: HttpRequest, obj: Comment) -> None:
        """Delete one comment from its own page."""
        delete_comments(ids=[obj.id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        """Delete those that are ticked in the list."""
        delete_comments(ids=queryset.values_list("id", flat=True))


@admin.register(KnownPost)
class KnownPostAdmin(UneditedAdmin):
    """The posts that can be commented on."""

    list_display = ["id"]
    search_fields = ["id"]
    ordering = ["id"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: a post goes when the posts service says so."""
        return False
