"""The posts service's HTTP interface: write a post, list them, read one."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.paging import NewestFirst
from posts_site.posts.models import Post
from posts_site.posts.selectors import all_posts, post_of
from posts_site.posts.serializers import PostSerializer
from posts_site.posts.services import create_post

NO_POST = "There is no such post."


class PostListView(ListAPIView[Post]):
    """The posts, newest first. POST writes one."""

    name = "Posts"
    pagination_class = NewestFirst
    serializer_class = PostSerializer

    def get_queryset(self) -> QuerySet[Post]:
        """All of them."""
        return all_posts()

    @extend_schema(
        responses={
            200: PostSerializer(many=True),
            400: OpenApiResponse(description="`limit` or `cursor` cannot be read."),
        }
    )
    def get(self, request: Request) -> Response:
        """A page of posts; the `Link` header leads to the next one."""
        return self.list(request)

    @extend_schema(
        responses={
            201: PostSerializer,
            400: OpenApiResponse(description="The JSON cannot be read, or the title is not one."),
            413: OpenApiResponse(description="The body is larger than 256 KiB."),
            415: OpenApiResponse(description="The body is not `application/json`."),
        }
    )
    def post(self, request: Request) -> Response:
        """Write a post."""
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        post = create_post(**form.validated_data)
        return Response(self.get_serializer(post).data, status.HTTP_201_CREATED)


class PostView(GenericAPIView[Post]):
    """One post."""

    name = "Post"
    serializer_class = PostSerializer

    @extend_schema(responses={200: PostSerializer, 404: OpenApiResponse(description=NO_POST)})
    def get(self, request: Request, post_id: str) -> Response:
        """That post, until it is deleted."""
        post = post_of(post_id)
        if post is None:
            raise NotFound(NO_POST)
        return Response(self.get_serializer(post).data)
