"""The comments service's HTTP interface: comment on a post, list a post's comments."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from chassis.group_commit import raise_failure
from chassis.paging import NewestFirst
from comments_site.comments.errors import UnknownPost
from comments_site.comments.models import Comment
from comments_site.comments.selectors import comments_of
from comments_site.comments.serializers import (
    CommentSerializer,
    NewCommentSerializer,
    WrittenCommentSerializer,
)
from comments_site.comments.services import create_comment


class CommentListView(ListAPIView[Comment]):
    """The comments of one post, newest first, without their text unless they are approved.

    POST writes one. It is pending until moderation has judged it.
    """

    name = "Comments"
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Comment]:
        """Those of the post in the address."""
        return comments_of(self.kwargs["post_id"])

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """The form of what is sent, or of what is read."""
        return NewCommentSerializer if self.request.method == "POST" else CommentSerializer

    @extend_schema(
        responses={
            200: CommentSerializer(many=True),
            400: OpenApiResponse(description="`limit` or `cursor` cannot be read."),
            404: OpenApiResponse(description="There is no such post."),
        }
    )
    def get(self, request: Request, post_id: str) -> Response:
        """A page of comments; the `Link` header leads to the next one."""
        try:
            return self.list(request)
        except UnknownPost as error:
            raise NotFound(str(error)) from error

    @extend_schema(
        request=NewCommentSerializer,
        responses={
            201: WrittenCommentSerializer,
            400: OpenApiResponse(description="The JSON cannot be read, or it has no such text."),
            404: OpenApiResponse(description="There is no such post, even after a second's wait."),
            413: OpenApiResponse(description="The body is larger than 256 KiB."),
            415: OpenApiResponse(description="The body is not `application/json`."),
        },
    )
    def post(self, request: Request, post_id: str) -> Response:
        """Comment on the post. One that was written a moment ago is waited for."""
        raise_failure(request)
        form = NewCommentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            comment = create_comment(post_id=post_id, **form.validated_data)
        except UnknownPost as error:
            raise NotFound(str(error)) from error
        return Response(WrittenCommentSerializer(comment).data, status.HTTP_201_CREATED)
