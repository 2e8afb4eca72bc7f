"""Moderation's HTTP interface: the queue of what is held, and a person's decision.

It shows the text of comments that the public may not read, so it is for staff alone. With DEBUG on,
the local default, it is open.
"""

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, NotFound
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.logins import ThrottledBasicAuthentication
from chassis.paging import NewestFirst
from moderation_site.moderation.errors import AlreadyDecided, UnknownReview
from moderation_site.moderation.models import Review
from moderation_site.moderation.selectors import review_of, review_queue
from moderation_site.moderation.serializers import DecisionSerializer, ReviewSerializer
from moderation_site.moderation.services import decide_review

NOBODY = "anonymous"
"""The reviewer's name where nobody had to log in."""


class Reviewers(IsAdminUser):
    """Staff who are logged in; everybody with DEBUG on."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may see and decide what is held."""
        return settings.DEBUG or super().has_permission(request, view)


class Conflict(APIException):
    """409: the review is no longer what the request takes it for."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class ReviewQueueView(ListAPIView[Review]):
    """The comments that the rules have held, newest first: each waits for a person."""

    name = "Review queue"
    authentication_classes = [ThrottledBasicAuthentication, SessionAuthentication]
    permission_classes = [Reviewers]
    pagination_class = NewestFirst
    serializer_class = ReviewSerializer

    def get_queryset(self) -> QuerySet[Review]:
        """Only what is held."""
        return review_queue()


class ReviewView(GenericAPIView[Review]):
    """One comment in moderation. POST decides it, once and for all."""

    name = "Review"
    authentication_classes = [ThrottledBasicAuthentication, SessionAuthentication]
    permission_classes = [Reviewers]
    serializer_class = DecisionSerializer

    @extend_schema(
        responses={
            200: ReviewSerializer,
            404: OpenApiResponse(description="The comment is unknown or deleted."),
        }
    )
    def get(self, request: Request, comment_id: str) -> Response:
        """The comment and what was decided of it, by the rules or by a person."""
        review = review_of(comment_id)
        if review is None:
            raise NotFound(str(UnknownReview(comment_id)))
        return Response(ReviewSerializer(review).data)

    @extend_schema(
        request=DecisionSerializer,
        responses={
            200: ReviewSerializer,
            400: OpenApiResponse(description="The decision cannot be read."),
            404: OpenApiResponse(description="The comment is unknown or deleted."),
            409: OpenApiResponse(description="It was decided already; that stands."),
        },
    )
    def post(self, request: Request, comment_id: str) -> Response:
        """Approve or reject a comment that is held. Of several reviewers exactly one decides."""
        decision = DecisionSerializer(data=request.data)
        decision.is_valid(raise_exception=True)
        try:
            review = decide_review(
                comment_id=comment_id,
                by=request.user.get_username() or NOBODY,
                **decision.validated_data,
            )
        except UnknownReview as error:
            raise NotFound(str(error)) from error
        except AlreadyDecided as error:
            raise Conflict(str(error)) from error
        return Response(ReviewSerializer(review).data)
