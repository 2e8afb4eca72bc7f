"""`GET /stream`: the answer that does not end."""

from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from query_site.query.streaming import bodies, telling
from query_site.query.streaming.hub import Full, hub

HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy is to pass on every event at once
}

RESUME = "The id of the event that was seen last; all that changed since is told first."

DESCRIPTION = """\
Server-Sent Events. Each `id` names a state of the projection and is opaque; events without one
belong to the next that has one.

| event | data |
| --- | --- |
| `hello` | `{"id"}`: first, where no last id is given |
| `post` | a post that is new or changed, as `GET /posts` gives it |
| `post-deleted` | `{"id"}` |
| `comment` | `{"postId", "id", "content", "status", "createdAt"}`, `content` often null |
| `comment-deleted` | `{"id", "postId"}` |
| `reset` | `{}`: what was missed cannot be told; read all anew |

An event tells how things stand, so it may be repeated. To miss nothing, read `GET /posts` and open
the stream with the `Stream-Position` of that answer as `lastEventId`.
"""


class EventStreamRenderer(BaseRenderer):
    """For OpenAPI alone: the answer is no rendered one."""

    media_type = "text/event-stream"
    format = "event-stream"


class Whatever(BaseContentNegotiation):
    """There is one thing to be had here; errors are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first one, as nothing is sent here."""
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """JSON."""
        return JSONRenderer(), "application/json"


class TooManyViewers(APIException):
    """Another process, or this one later, may have room."""

    status_code = 503
    default_detail = "This process has as many viewers as it takes. Try again later."
    wait = 10


class StreamView(APIView):
    """What changes in the projection, as it happens."""

    name = "Stream"
    renderer_classes = [EventStreamRenderer]
    content_negotiation_class = Whatever

    @extend_schema(
        description=DESCRIPTION,
        parameters=[
            OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER, description=RESUME),
            OpenApiParameter(
                "lastEventId", str, description="The same, where no header can be set."
            ),
        ],
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="Events, until one of both sides ends it."
            ),
            503: OpenApiResponse(description="This process has as many viewers as it takes."),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """First join, then look what was missed: so nothing falls in between."""
        last_id = request.headers.get("Last-Event-ID") or request.GET.get("lastEventId", "")
        try:
            viewer = hub.join()
        except Full:
            raise TooManyViewers from None
        viewer.begin(telling.opening(last_id))
        asgi = isinstance(request._request, ASGIRequest)
        body = bodies.asynchronous(hub, viewer) if asgi else bodies.threaded(hub, viewer)
        return StreamingHttpResponse(body, content_type="text/event-stream", headers=HEADERS)
