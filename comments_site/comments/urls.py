"""The comments service's addresses."""

from django.urls import path

from comments_site.comments.api import CommentListView

urlpatterns = [path("posts/<str:post_id>/comments", CommentListView.as_view())]
