"""One log line for each request: method, path, status, milliseconds until the answer began.

Without the query: who searches the admin for a text has it there.
"""

import logging
import time

from django.conf import settings
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from chassis.middleware import GetResponse

PROBES = ("/healthz", "/readyz")

log = logging.getLogger("chassis.access")


def access_log(get_response: GetResponse) -> GetResponse:
    """Log at INFO; probes and static files, which come by the dozen, at DEBUG."""
    quiet = (*PROBES, str(settings.STATIC_URL))

    def handle(request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        response = get_response(request)
        level = logging.DEBUG if request.path_info.startswith(quiet) else logging.INFO
        log_answer(request.method or "", request.path, response.status_code, begin, level)
        return response

    return handle


def log_answer(
    method: str, path: str, status: int, begin: float, level: int = logging.INFO
) -> None:
    """The line of an answer that begins now, to a request that came at `begin` (perf_counter)."""
    milliseconds = round((time.perf_counter() - begin) * 1000)
    path = escape_uri_path(path)  # so it cannot forge a line
    log.log(
        level,
        "%s %s %d %d ms",
        method,
        path,
        status,
        milliseconds,
        extra={"method": method, "path": path, "status": status, "milliseconds": milliseconds},
    )
