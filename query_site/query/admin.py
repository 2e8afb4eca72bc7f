"""The projection in the admin: to look at, never to change, as it only copies the log."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from query_site.query.models import Comment, Post, Projection

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(_ModelAdmin):
    """Shows rows and refuses every change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    """Posts with their ready JSON."""

    list_display = ["title", "state", "comment_count", "created_at", "id"]
    list_filter = ["state"]
    search_fields = ["id", "title"]
    ordering = ["-created_at", "-id"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments; the text only of those that are approved, as no other is stored."""

    list_display = ["id", "post_id", "status", "version", "created_at", "deleted"]
    list_filter = ["status", "deleted"]
    search_fields = ["id", "post_id"]
    ordering = ["-created_at", "-id"]


@admin.register(Projection)
class ProjectionAdmin(ReadOnlyAdmin):
    """Which state of the projection this is."""

    list_display = ["epoch", "change", "stamp"]
