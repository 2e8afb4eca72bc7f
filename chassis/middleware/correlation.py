"""Gives every request an id that its log lines and its events carry, and tells the client."""

from django.http.request import HttpRequest
from django.http.response import HttpResponseBase

from chassis.middleware import GetResponse
from eventbox.context import correlation_id
from eventbox.ids import uuid7


def correlate(get_response: GetResponse) -> GetResponse:
    """A new id per request, answered in `X-Correlation-ID`; what a client sends is not used."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        mine = str(uuid7())
        token = correlation_id.set(mine)
        try:
            response = get_response(request)
        finally:
            correlation_id.reset(token)
        response["X-Correlation-ID"] = mine
        return response

    return handle
