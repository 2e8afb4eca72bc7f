"""Behind a gateway that knows the service by a prefix: the links that it answers lead there.

The gateway takes the prefix off a request's address and says it in X-Forwarded-Prefix. It is
believed where NUM_PROXIES says that there is a gateway.
"""

import re

from django.conf import settings
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

from chassis.middleware import GetResponse

PREFIX = re.compile(r"(/[a-z0-9-]+){1,4}")


def honour_prefix(get_response: GetResponse) -> GetResponse:
    """Make the prefix a part of `request.path` and of every address that Django makes."""
    if not settings.NUM_PROXIES:
        return get_response

    def handle(request: HttpRequest) -> HttpResponseBase:
        prefix = believed_prefix(request.headers.get("X-Forwarded-Prefix", ""))
        if not prefix:
            return get_response(request)
        before = get_script_prefix()
        request.path = prefix + request.path_info
        set_script_prefix(f"{prefix}/")
        try:
            return get_response(request)
        finally:
            set_script_prefix(before)

    return handle


def believed_prefix(said: str) -> str:
    """What X-Forwarded-Prefix says, if there is a gateway that may say it; else nothing."""
    return said if settings.NUM_PROXIES and PREFIX.fullmatch(said) else ""
