"""Middleware: who asks for what was answered already is given that, while nothing has changed.

It stands before all that would come to the same again: what an answer depends on, besides the
projection, is what the key names. Whoever shows a cookie or a credential goes the whole way.
"""

from collections.abc import Hashable

from django.db import DatabaseError
from django.http import HttpResponse
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase

from chassis.middleware import GetResponse
from query_site.query.kept import Answer, Kept
from query_site.query.selectors import current_stamp

HEADERS = (
    *("HTTP_HOST", "HTTP_ORIGIN", "HTTP_ACCEPT", "wsgi.url_scheme", "SCRIPT_NAME"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PREFIX"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
"""What of a request, besides its address, an answer may depend on."""


def keep_answers(get_response: GetResponse) -> GetResponse:
    """Keep what views have given a `stamp`: see ReadyView."""
    kept = Kept()

    def handle(request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        answer = kept.get(key) if key is not None else None
        if answer is not None and answer.stamp == _stamp():
            return answer.response()
        response = get_response(request)
        stamp = getattr(response, "stamp", None)
        if key is not None and stamp is not None and isinstance(response, HttpResponse):
            kept.put(key, Answer.of(response, stamp))
        return response

    return handle


def _key(request: HttpRequest) -> Hashable | None:
    meta = request.META
    if request.method != "GET" or meta.get("HTTP_COOKIE") or meta.get("HTTP_AUTHORIZATION"):
        return None
    return (request.path_info, meta.get("QUERY_STRING"), *[meta.get(name) for name in HEADERS])


def _stamp() -> str | None:
    """The present one; none while the database is down, which the view then says."""
    try:
        return current_stamp()
    except DatabaseError:
        return None
