"""Errors that Django answers in HTML become JSON, unless a browser asked: who calls an API reads
JSON, whatever went wrong and wherever."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from chassis.errors import RETRY_AFTER, UNAVAILABLE
from chassis.middleware import GetResponse
from chassis.outage import database_is_down, outage
from eventbox.faults import database_at_fault

DETAILS = {
    404: "Nothing is found at this address.",
    405: "This address does not take that method.",
    500: "The service failed. Its log says why, under the id in X-Correlation-ID.",
}


class JsonErrors:
    """Stands outermost, so that it sees the errors of the other middleware too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Replace the body of an error page in place: status and headers stay."""
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            outage.succeeded(request)
        if (
            response.status_code >= HTTPStatus.BAD_REQUEST
            and isinstance(response, HttpResponse)
            and response.get("Content-Type", "text/html").startswith("text/")
            and not wants_html(request)
        ):
            status = response.status_code
            reason = DETAILS.get(status) or HTTPStatus(status).description or response.reason_phrase
            response.content = json.dumps({"detail": reason})
            response["Content-Type"] = "application/json"
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 from plain Django views while the database is down; DRF's have errors.py."""
        html = wants_html(request)
        if not (database_at_fault(error) if html else database_is_down(error)):
            return None
        outage.failed(request, error)
        if html:
            text = UNAVAILABLE["detail"]
            return HttpResponse(text, "text/plain", status=503, headers=RETRY_AFTER)
        return JsonResponse(UNAVAILABLE, status=503, headers=RETRY_AFTER)


def wants_html(request: HttpRequest) -> bool:
    """Whether a browser asks: it names text/html, where `*/*` is what tools send."""
    return "text/html" in request.headers.get("Accept", "")
