"""The two endpoints of a service: `/events`, where the bus pushes windows, and `/status`."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eventbox.authentication import check_push
from eventbox.by_hand import apply_by_hand, event_from_hand
from eventbox.conf import config
from eventbox.envelope import MAX_BATCH_BYTES
from eventbox.errors import DatabaseUnavailable, InvalidEvent, InvalidSignature
from eventbox.faults import database_at_fault
from eventbox.receiver import receive
from eventbox.redaction import headline, trace
from eventbox.status import report
from eventbox.window import Window, split_window

log = logging.getLogger("eventbox.api")


class _View(APIView):
    """Answers the same in every project, whatever its REST_FRAMEWORK setting says."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    renderer_classes = (JSONRenderer, BrowsableAPIRenderer)
    content_negotiation_class = DefaultContentNegotiation
    versioning_class = None
    schema = None  # the bus's side of the protocol stands in asyncapi.yaml, not in OpenAPI


class EventsView(_View):
    """Where the bus pushes this service's events, one window at a time.

    With DEBUG on, one event (`{"type", "data"}` or a whole envelope) may be posted by hand; it is
    applied as it stands.
    """

    max_body_bytes = MAX_BATCH_BYTES

    def get(self, request: Request) -> Response:
        """What this service takes."""
        return Response(
            {"subscription": config().subscription, "types": list(config().handlers.types)}
        )

    def post(self, request: Request) -> Response:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and int(size) > MAX_BATCH_BYTES:
            return _problem(413, f"the body is larger than {MAX_BATCH_BYTES} bytes")
        try:
            check_push(request._request, request._request.body)
            value, events = split_window(request._request.body)
            if isinstance(value, dict) and "subscription" in value:
                answer = receive(Window.from_object(value, events))
            else:
                return self._by_hand(value)
        except RequestDataTooBig:
            return _problem(413, "the body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE allows here")
        except InvalidSignature as error:
            return _problem(401, str(error))
        except InvalidEvent as error:
            return _problem(400, error.reason, field=error.field)
        except DatabaseUnavailable as error:
            log.warning("%s", error)
            return _problem(503, "the database cannot be used now", retry_after=1)
        response = Response(answer.body, status=answer.status)
        if answer.retry_after is not None:
            response["Retry-After"] = str(answer.retry_after)
        return response

    def _by_hand(self, value: Any) -> Response:
        if config().require_signature:
            return _problem(400, "a window is expected", field="subscription")
        event = event_from_hand(value)
        try:
            apply_by_hand(event)
        except Exception as error:
            if database_at_fault(error):
                raise DatabaseUnavailable(headline(error)) from error
            log.error("the handler of %s failed\n%s", event.type, trace(error))
            return _problem(400, f"the handler failed: {headline(error)}")
        return Response({"status": "OK", "applied": event.id})


class StatusView(_View):
    """How this service's events stand: pump, cursor, lag, outbox, parked."""

    def get(self, request: Request) -> Response:
        return Response(report())


def _problem(
    status: int, detail: str, *, field: str | None = None, retry_after: int | None = None
) -> Response:
    body = {"detail": detail, **({"field": field} if field else {})}
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return Response(body, status=status, headers=headers)
