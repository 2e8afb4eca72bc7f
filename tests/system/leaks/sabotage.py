"""A bug in every view, for who asks for it, that quotes what it should not."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

EXPLODE = "X-Explode"
UNHANDLED = "unhandled-canary"
"""The texts that handlers cannot bear, see quoting.py."""


class Explosive:
    """Any view fails that is asked to, with all that it knows in its message and its variables."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if EXPLODE not in request.headers:
            return None
        known = [request.body.decode("utf-8", "replace"), dict(request.headers), request.GET]
        secrets = [settings.SECRET_KEY, settings.DATABASES, getattr(settings, "EVENTBOX", None)]
        raise ValueError(f"a bug that quotes {known} and {secrets} and {dict(os.environ)}")
