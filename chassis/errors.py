"""What a client is told when a request fails inside a DRF view: DRF's shapes, never HTML."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from chassis.outage import database_is_down, outage

RETRY_AFTER = {"Retry-After": "2"}
UNAVAILABLE = {"detail": "The database does not answer. Try again in a moment."}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: its own answers, and 503 while the database is down."""
    if database_is_down(error):
        outage.failed(context["request"], error)
        return Response(UNAVAILABLE, status.HTTP_503_SERVICE_UNAVAILABLE, headers=RETRY_AFTER)
    return exception_handler(error, context)
