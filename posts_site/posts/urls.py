"""The posts service's addresses."""

from django.urls import path

from posts_site.posts.api import PostListView, PostView

urlpatterns = [
    path("posts", PostListView.as_view()),
    path("posts/<str:post_id>", PostView.as_view()),
]
