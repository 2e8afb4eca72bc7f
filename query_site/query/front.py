"""In front of Django: who asks for what was answered already is given that, while it is still so.

That is done on the event loop, without a thread or a middleware, and looks the same from outside: a
new id, a log line. What an answer depends on, besides the projection, is what the key names.
"""

import time
from collections.abc import Hashable
from typing import Any, Final

from chassis.middleware.access_log import log_answer
from chassis.middleware.prefix import believed_prefix
from eventbox.context import correlated
from eventbox.ids import uuid7
from query_site.query.kept import Answer, Kept
from query_site.query.look import Look
from query_site.query.ready_view import STREAM_POSITION
from query_site.query.streaming.one_hop import OneHop

NAMED: Final = {
    *(b"host", b"origin", b"accept", b"x-forwarded-proto", b"x-forwarded-prefix"),
    *(b"if-none-match", b"if-match", b"if-modified-since", b"if-unmodified-since"),
}
"""The headers of a request that an answer may depend on."""

WHOLE_WAY: Final = {b"cookie", b"authorization", b"content-length", b"transfer-encoding"}
"""Whoever sends one of these is asked by Django who he is, or what he means by it."""

STAMP: Final = STREAM_POSITION.lower().encode()
ID: Final = b"x-correlation-id"


class Front:
    """An ASGI application that asks `rest` for what it does not have."""

    def __init__(self, rest: OneHop, look: Look) -> None:
        self._rest = rest
        self._look = look
        self._kept = Kept()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        begin = time.perf_counter()
        key = key_of(scope)
        kept = None if key is None else self._kept.get(key)
        if kept is not None and await self._still_good(kept):
            start, body = _again(kept, scope["method"], begin)
        else:
            start, body = await self._rest.answer(scope, receive)
            if key is not None and may_be_kept(start):
                self._kept.put(key, _answer(scope, start, body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _still_good(self, kept: Answer) -> bool:
        stamp = await self._look()
        if stamp is None:  # only who goes through Django can tell of an outage, and of its end
            self._kept.clear()
        return kept.stamp == stamp


def key_of(scope: Any) -> Hashable | None:
    """What tells a request from those that are answered otherwise; None where Django must look.

    WSGI takes an underscore for a hyphen, so a name that has one could be one of those above.
    """
    if scope["method"] not in ("GET", "HEAD"):
        return None
    named = []
    for header in scope["headers"]:
        name = header[0]
        if name in NAMED:
            named.append(header)
        elif name in WHOLE_WAY or b"_" in name:
            return None
    return (scope["method"], scope["scheme"], scope["path"], scope["query_string"], *named)


def may_be_kept(start: Any) -> bool:
    """Whether it is public JSON, or a 304 of that, and depends on nothing but what the key names.

    Its Stream-Position is the stamp of the projection that it was read under.
    """
    headers = dict(start["headers"])
    varies = headers.get(b"vary", b"").decode().lower().split(",")
    return (
        start["status"] in (200, 304)
        and STAMP in headers
        and b"set-cookie" not in headers
        and headers.get(b"content-type", b"application/json") == b"application/json"
        and all(each.strip().encode() in (b"", *NAMED, *WHOLE_WAY) for each in varies)
    )


def _answer(scope: Any, start: Any, body: bytes) -> Answer:
    prefix = dict(scope["headers"]).get(b"x-forwarded-prefix", b"").decode("latin-1")
    return Answer(
        stamp=dict(start["headers"])[STAMP].decode(),
        path=believed_prefix(prefix) + scope["path"],
        status=start["status"],
        headers=[each for each in start["headers"] if each[0] != ID],
        body=body,
    )


def _again(kept: Answer, method: str, begin: float) -> tuple[dict[str, Any], bytes]:
    id = str(uuid7())
    with correlated(id):
        log_answer(method, kept.path, kept.status, begin)
    headers = [*kept.headers, (ID, id.encode())]
    return {"type": "http.response.start", "status": kept.status, "headers": headers}, kept.body
