"""Refuses requests that no view should have to read: too large, of unknown length, or with NUL."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from chassis.middleware import GetResponse

MAX_BODY_BYTES = 256 * 1024


class RequestLimits:
    """Bodies up to 256 KiB, or as many bytes as the view's `max_body_bytes` allows."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing here: the limit is known once the view is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> JsonResponse | None:
        """413, 411 or 400 with the reason; None lets the request pass."""
        limit = max_body_bytes(view)
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > limit:
            return _refuse(413, f"The body has {length} bytes; at most {limit} are taken.")
        if "Transfer-Encoding" in request.headers:
            return _refuse(411, "Send the body whole, with its Content-Length.")
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _refuse(400, "The address has a NUL character.")
        return None


def max_body_bytes(view: Callable[..., Any]) -> int:
    """The attribute of the view's class, or of a view that is a function."""
    owner = getattr(view, "cls", None) or getattr(view, "view_class", None) or view
    return int(getattr(owner, "max_body_bytes", MAX_BODY_BYTES))


def _refuse(status: int, reason: str) -> JsonResponse:
    return JsonResponse({"detail": reason}, status=status)
