"""The comments service's addresses."""

from django.urls import path

from chassis.shortcut import with_shortcut
from comments_site.comments.api import CommentListView
from comments_site.comments.plain import read_comment

urlpatterns = [
    path("posts/<str:post_id>/comments", with_shortcut(CommentListView.as_view(), read_comment)),
]
