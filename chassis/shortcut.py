"""A short way for programs to write: plain JSON that is plainly good skips DRF's machinery.

Whatever is not plainly good, and everybody who is not plainly a program, goes the whole way, where
DRF says what is wrong. So there is one address with one behaviour, and only its price differs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from chassis.throttles import may_write
from eventbox.envelope import parse_json
from eventbox.errors import InvalidEvent
from eventbox.strict_json import dump_json

View = Callable[..., HttpResponseBase]
Answer = tuple[int, Any]
"""The status, and what is answered as JSON."""

Write = Callable[[], Answer]
"""Does what was asked for."""


def with_shortcut(view: View, read: Callable[..., Write | None]) -> View:
    """`view`, but a POST by a program that `read` understands does what `read` returns.

    `read(value, **kwargs)` gets the body's JSON and the address's parts, and changes nothing. It
    answers None where `view` has to look: at anything that it would not take just as it is.
    """

    @wraps(view)
    def handle(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and _by_program(request):
            write = _understood(request, read, kwargs)
            if write is not None and may_write(request):
                status, value = write()
                return HttpResponse(dump_json(value), "application/json", status)
        return view(request, **kwargs)

    return handle


def _by_program(request: HttpRequest) -> bool:
    """Whether nothing has to be negotiated: JSON without a browser, or a login, behind it."""
    return (
        request.META.get("CONTENT_TYPE") == "application/json"
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", "application/json")
    )


def _understood(
    request: HttpRequest, read: Callable[..., Write | None], kwargs: dict[str, Any]
) -> Write | None:
    try:
        value = parse_json(request.body)
    except (InvalidEvent, UnreadablePostError):
        return None
    return read(value, **kwargs)
