"""`/events`: append to the log, and read it."""

import json
from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from bus_site.bus import conf, schema
from bus_site.bus.api.base import BusView, check_known, next_link, whole_number
from bus_site.bus.api.streaming import stream
from bus_site.bus.appending import Appended, append
from bus_site.bus.authentication import check_may_read, client_of, reads_of_caller
from bus_site.bus.models import Head, LoggedEvent
from bus_site.bus.parsers import UnreadBatchParser, UnreadEventParser
from bus_site.bus.reading import Wanted, read_page
from bus_site.bus.refusal import Refused
from bus_site.bus.serializers import BareEvent
from bus_site.bus.submission import Publisher, read_submission
from chassis.parsers import UnreadJSONParser
from eventbox.envelope import MAX_BATCH_BYTES, Event, with_position

MAX_LIMIT = 1000
BROWSER_LIMIT = 50
FILTERS = {"after", "upto", "limit", "type", "subject", "correlationid"}


class EventsView(BusView):
    """The log of all events, in the order in which they came to be in it."""

    parser_classes = (UnreadJSONParser, UnreadEventParser, UnreadBatchParser)
    max_body_bytes = MAX_BATCH_BYTES

    @extend_schema(**schema.APPEND)
    def post(self, request: Request) -> Response:
        """Append one event, an array of up to 1,000, or a bare `{"type", "data"}`: all or none.

        200 where every one of them was in the log already.
        """
        body: Any = request.data  # as UnreadJSONParser gives it; without a body a dict
        body = body if isinstance(body, bytes) else b""
        client = client_of(request)
        publisher = Publisher(client.name if client else None, conf.event_sources())
        try:
            events = read_submission(body, publisher)
            appended = _append(events)
        except Refused as refused:
            return Response(refused.as_json(), refused.status)
        answers = [
            {"id": event.id, "position": position}
            for event, position in zip(events, appended.positions, strict=True)
        ]
        return Response({"status": "OK", "events": answers}, 201 if appended.added else 200)

    @extend_schema(**schema.READ)
    def get(self, request: Request) -> HttpResponseBase:
        """The events behind `after`, in order; without `limit` all there are, streamed.

        A client that names no types gets those that it may read.
        """
        params = request.query_params
        check_known(params, FILTERS)
        wanted = Wanted(
            types=_types(request),
            subject=params.get("subject"),
            correlation_id=params.get("correlationid"),
        )
        after = whole_number(params, "after") or 0
        limit = whole_number(params, "limit", least=1, most=MAX_LIMIT)
        end = Head.current().position
        upto = whole_number(params, "upto")
        upto = end if upto is None else min(upto, end)
        browser = isinstance(request.accepted_renderer, BrowsableAPIRenderer)
        if browser and limit is None:
            limit = BROWSER_LIMIT
        headers: dict[str, str] = {}
        if limit is not None:
            positions = wanted.positions(after, upto, limit + 1)
            if len(positions) > limit:
                upto = positions[limit - 1][0]
                headers = next_link(request, upto)
        if browser:
            page = read_page(wanted, after, upto)
            return Response([json.loads(e.with_position()) for e in page.events], headers=headers)
        return stream(request, wanted, after, upto, headers)

    def get_serializer(self, **kwargs: Any) -> Any:
        """What the browsable page's form starts with."""
        return BareEvent(**kwargs)


class EventView(BusView):
    """One event of the log."""

    @extend_schema(
        parameters=[OpenApiParameter("source", str, description="Where several use this id.")],
        responses={200: OpenApiTypes.OBJECT, 404: OpenApiResponse(description="No such event.")},
    )
    def get(self, request: Request, id: str) -> Response:
        """The event with that id; with `source` where several sources use it.

        One that the caller may not read is not found.
        """
        check_known(request.query_params, {"source"})
        found = LoggedEvent.objects.filter(event_id=id).order_by("position")
        if (reads := reads_of_caller(request)) is not None:
            found = found.filter(type__in=reads)
        if source := request.query_params.get("source"):
            found = found.filter(source=source)
        events = list(found[:2])
        if not events:
            raise NotFound("The log has no such event.")
        if len(events) > 1:
            reason = f"{events[0].source} and {events[1].source} both use this id: say which."
            raise ValidationError({"source": [reason]})
        event = events[0]
        return Response(json.loads(with_position(event.envelope, event.position)))


def _append(events: Sequence[Event]) -> Appended:
    """Into the log, or into the stream that it goes on in. Raises Refused."""
    if not conf.transport_url():
        return append(events)
    from bus_site.bus.jetstream import engine

    return engine.append(events)


def _types(request: Request) -> tuple[str, ...]:
    """Those that are asked for, else all that the caller may read (empty: every type)."""
    names = request.query_params.getlist("type")
    if len(names) > 100:
        raise ValidationError({"type": ["At most 100 types can be asked for at once."]})
    reads = reads_of_caller(request)
    types = tuple(dict.fromkeys(names)) if names or reads is None else tuple(sorted(reads))
    check_may_read(request, types)
    return types
