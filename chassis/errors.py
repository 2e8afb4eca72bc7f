"""What a client is told when a request fails inside a DRF view: DRF's shapes, never HTML."""

from typing import Any

from django.db import InterfaceError, OperationalError
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from chassis.outage import outage
from eventbox.faults import database_at_fault

_DOWN = (OperationalError, InterfaceError)
RETRY_AFTER = {"Retry-After": "2"}
UNAVAILABLE = {"detail": "The database does not answer. Try again in a moment."}


def database_is_down(error: Exception) -> bool:
    """Whether the database is down, starting, locked for too long, full, read-only or broken.

    Django names the first three alike; the rest shows in the database's own code.
    """
    return isinstance(error, _DOWN) or database_at_fault(error)


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: its own answers, and 503 while the database is down."""
    if database_is_down(error):
        outage.failed(context["request"], error)
        return Response(UNAVAILABLE, status.HTTP_503_SERVICE_UNAVAILABLE, headers=RETRY_AFTER)
    return exception_handler(error, context)
