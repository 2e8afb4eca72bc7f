"""Query's addresses."""

from django.urls import path

from query_site.query.api import CommentListView, PostListView, PostView
from query_site.query.streaming.view import StreamView

urlpatterns = [
    path("posts", PostListView.as_view()),
    path("posts/<str:post_id>", PostView.as_view()),
    path("posts/<str:post_id>/comments", CommentListView.as_view()),
    path("stream", StreamView.as_view()),
]
