"""One log line for each request: method, address, status, milliseconds until the answer began."""

import logging
import time

from django.conf import settings
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase

from chassis.middleware import GetResponse

PROBES = ("/healthz", "/readyz")

log = logging.getLogger("chassis.access")


def access_log(get_response: GetResponse) -> GetResponse:
    """Log at INFO; probes and static files, which come by the dozen, at DEBUG."""
    quiet = (*PROBES, str(settings.STATIC_URL))

    def handle(request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        response = get_response(request)
        milliseconds = round((time.perf_counter() - begin) * 1000)
        address = request.get_full_path()  # escaped, so it cannot forge a line
        log.log(
            logging.DEBUG if request.path_info.startswith(quiet) else logging.INFO,
            "%s %s %d %d ms",
            request.method,
            address,
            response.status_code,
            milliseconds,
            extra={
                "method": request.method,
                "address": address,
                "status": response.status_code,
                "milliseconds": milliseconds,
            },
        )
        return response

    return handle
