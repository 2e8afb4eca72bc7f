"""`GET /posts`: all of them, newest first, in two queries."""

from django.db.models import QuerySet
from django.urls import path
from rest_framework.generics import ListAPIView

from bench.usual.models import Post
from bench.usual.serializers import PostSerializer


class PostListView(ListAPIView[Post]):
    """The posts with their comments."""

    serializer_class = PostSerializer

    def get_queryset(self) -> QuerySet[Post]:
        """With the comments fetched for all posts at once."""
        return Post.objects.order_by("-created_at", "-id").prefetch_related("comments")


urlpatterns = [path("posts", PostListView.as_view())]
