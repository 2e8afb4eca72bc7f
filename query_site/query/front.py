"""In front of Django: who asks for what was answered already is given that, while it is still so.

That is done on the event loop, without a thread or a middleware, and looks the same from outside: a
new id, a log line. What an answer depends on, besides the projection, is what the key names.
"""

import time
from collections.abc import Hashable
from typing import Any, Final

from chassis.front import NAMED, WHOLE_WAY, Head, named_headers, public_path
from chassis.one_hop import OneHop
from query_site.query.kept import Answer, Kept
from query_site.query.look import Look
from query_site.query.ready_view import STREAM_POSITION

MAY_DEPEND: Final = NAMED | {
    *(b"if-none-match", b"if-match", b"if-modified-since", b"if-unmodified-since")
}
"""The headers of a request that an answer may depend on."""

ASKED_BY_DJANGO: Final = WHOLE_WAY | {b"content-length"}
"""Those of requests that go the whole way."""

STAMP: Final = STREAM_POSITION.lower().encode()


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
            start, body = kept.head.again(scope["method"], kept.path, begin), kept.body
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
    """What tells a request from those that are answered otherwise; None where Django must look."""
    if scope["method"] not in ("GET", "HEAD"):
        return None
    named = named_headers(scope, MAY_DEPEND, ASKED_BY_DJANGO)
    if named is None:
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
        and all(each.strip().encode() in (b"", *MAY_DEPEND, *ASKED_BY_DJANGO) for each in varies)
    )


def _answer(scope: Any, start: Any, body: bytes) -> Answer:
    stamp = dict(start["headers"])[STAMP].decode()
    return Answer(stamp=stamp, path=public_path(scope), head=Head.of(start), body=body)
