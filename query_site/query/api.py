"""Query's HTTP interface: the page in one request, one post, the comments of one post."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound

from chassis.paging import NewestFirst, Page
from query_site.query import selectors
from query_site.query.ready_view import ReadyView
from query_site.query.selectors import Reading
from query_site.query.serializers import CommentSerializer, PostSerializer

NO_POST = "There is no such post."

BAD_PAGE = OpenApiResponse(description="`limit` or `cursor` cannot be read.")
NOT_FOUND = OpenApiResponse(description=NO_POST)
NOT_MODIFIED = OpenApiResponse(description="What the client's `If-None-Match` names is the newest.")


def _described(answer: Any, **more: OpenApiResponse) -> Any:
    responses = {200: answer, 304: NOT_MODIFIED} | {int(k[1:]): v for k, v in more.items()}
    return extend_schema_view(get=extend_schema(responses=responses))


@_described(PostSerializer(many=True), _400=BAD_PAGE)
class PostListView(ReadyView):
    """The posts, newest first, each with its newest ten comments and how many there are."""

    name = "Posts"
    pagination_class = NewestFirst

    def read(self, request: HttpRequest, **kwargs: str) -> Reading:
        """A page of posts."""
        return selectors.posts(Page.of(request.GET))


@_described(PostSerializer, _404=NOT_FOUND)
class PostView(ReadyView):
    """One post with its newest ten comments and how many there are."""

    name = "Post"

    def read(self, request: HttpRequest, **kwargs: str) -> Reading:
        """That post."""
        return _found(selectors.post(kwargs["post_id"]))


@_described(CommentSerializer(many=True), _400=BAD_PAGE, _404=NOT_FOUND)
class CommentListView(ReadyView):
    """The comments of one post, newest first; without their text unless they are approved."""

    name = "Comments"
    pagination_class = NewestFirst

    def read(self, request: HttpRequest, **kwargs: str) -> Reading:
        """A page of its comments."""
        return _found(selectors.comments(kwargs["post_id"], Page.of(request.GET)))


def _found(reading: Reading | None) -> Reading:
    if reading is None:
        raise NotFound(NO_POST)
    return reading
