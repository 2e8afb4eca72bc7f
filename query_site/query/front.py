"""In front of Django: who asks for what was answered already is given that, while it is still so.

That is done on the event loop, without a thread or a middleware. What an answer depends on, besides
the projection, is what the key names. Whoever shows a cookie or a credential goes the whole way.
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
from query_site.query.streaming.one_hop import OneHop

NAMED: Final = {
    *(b"host", b"origin", b"accept", b"x-forwarded-proto", b"x-forwarded-prefix"),
    *(b"if-none-match", b"if-match", b"if-modified-since", b"if-unmodified-since"),
}
"""The headers of a request that an answer may depend on."""

WHOLE_WAY: Final = {b"cookie", b"authorization", b"content-length", b"transfer-encoding"}
"""Who sends one of these may be answered in a way of his own."""


class Front:
    """An ASGI application that asks `rest` for what it does not have."""

    def __init__(self, rest: OneHop, look: Look) -> None:
        self._rest = rest
        self._look = look
        self._kept = Kept()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        key = _key(scope)
        if key is None:
            await self._rest(scope, receive, send)
            return
        begin = time.perf_counter()
        kept = self._kept.get(key)
        if kept is not None and await self._still_good(kept):
            start, body = _again(kept, scope["method"], begin)
        else:
            start, body = await self._rest.answer(scope, receive)
            self._keep(key, scope, start, body)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _still_good(self, kept: Answer) -> bool:
        stamp = await self._look()
        if stamp is None:  # the way through Django tells of the outage, and of its end
            self._kept.clear()
        return kept.stamp == stamp

    def _keep(self, key: Hashable, scope: Any, start: Any, body: bytes) -> None:
        headers = dict(start["headers"])
        varies = headers.get(b"vary", b"").lower().replace(b" ", b"").split(b",")
        if (
            start["status"] in (200, 304)
            and b"stream-position" in headers
            and b"set-cookie" not in headers
            and headers.get(b"content-type", b"application/json") == b"application/json"
            and NAMED.union(WHOLE_WAY, [b""]).issuperset(varies)
        ):
            prefix = believed_prefix(
                dict(scope["headers"]).get(b"x-forwarded-prefix", b"").decode("latin-1")
            )
            stamp = headers[b"stream-position"].decode()
            lasting = [each for each in start["headers"] if each[0] != b"x-correlation-id"]
            answer = Answer(stamp, prefix + scope["path"], start["status"], lasting, body)
            self._kept.put(key, answer)


def _key(scope: Any) -> Hashable | None:
    """What names the answer; none for a request that goes the whole way."""
    method = scope["method"]
    if method not in ("GET", "HEAD"):
        return None
    named = []
    for header in scope["headers"]:
        if header[0] in NAMED:
            named.append(header)
        elif header[0] in WHOLE_WAY:
            return None
    return (method, scope["scheme"], scope["path"], scope["query_string"], *named)


def _again(kept: Answer, method: str, begin: float) -> tuple[dict[str, Any], bytes]:
    """The same answer once more, with an id and a log line of its own."""
    id = str(uuid7())
    with correlated(id):
        log_answer(method, kept.path, kept.status, begin)
    headers = [*kept.headers, (b"x-correlation-id", id.encode())]
    return {"type": "http.response.start", "status": kept.status, "headers": headers}, kept.body
