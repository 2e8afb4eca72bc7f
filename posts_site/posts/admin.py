"""Posts in the admin: to look at and to delete, which tells every other service.

Nothing is added or edited by hand here: the admin's own forms would write without an event.
"""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from posts_site.posts.models import Post
from posts_site.posts.services import delete_posts

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Post]
else:
    _ModelAdmin = admin.ModelAdmin


@admin.register(Post)
class PostAdmin(_ModelAdmin):
    """Posts, newest first."""

    list_display = ["title", "created_at", "id"]
    list_filter = ["created_at"]
    search_fields = ["title", "id"]
    ordering = ["-created_at", "-id"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: posts are written through the API."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Never: there is no event for it."""
        return False

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        """Delete one post from its own page."""
        delete_posts(ids=[obj.id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        """Delete those that are ticked in the list."""
        delete_posts(ids=queryset.values_list("id", flat=True))
