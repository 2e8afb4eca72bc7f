"""A WSGI application in an ASGI server: it runs on a thread, and its answer comes back whole.

That is one hop between threads, where a2wsgi's own middleware makes three for the same answer and
waits on each. It is for answers that fit into memory; a stream has its own way.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BytesIO
from typing import Any, Final

from a2wsgi.wsgi import Body, build_environ

from chassis.middleware.request_limits import MAX_BODY_BYTES

Receive = Callable[[], Awaitable[Any]]

SMALL: Final = MAX_BODY_BYTES
"""Bytes of a body that is read before a thread is taken."""

HAVE_BODIES: Final = (b"content-length", b"transfer-encoding")


class OneHop:
    """An ASGI application that runs `wsgi` on so many threads at once; more requests wait."""

    def __init__(self, wsgi: Any, *, threads: int) -> None:
        self._wsgi = wsgi
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: Any, receive: Receive, send: Any) -> None:
        """One request."""
        start, body = await self.answer(scope, receive)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def answer(self, scope: Any, receive: Receive) -> tuple[dict[str, Any], bytes]:
        """How the answer to a request starts, as ASGI has it, and its body."""
        loop = asyncio.get_running_loop()
        environ = build_environ(_plain(scope), await _body(scope, receive, loop))
        run = copy_context().run
        return await loop.run_in_executor(self._threads, run, self._answer, environ)

    def _answer(self, environ: Any) -> tuple[dict[str, Any], bytes]:
        start: dict[str, Any] = {}

        def start_response(status: str, headers: Iterable[tuple[str, str]], *_: Any) -> None:
            start["type"], start["status"] = "http.response.start", int(status[:3])
            start["headers"] = [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
            ]

        parts = self._wsgi(environ, start_response)
        try:
            return start, b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()


async def small_body(scope: Any, receive: Receive) -> tuple[bytes | None, Receive]:
    """The body, where the head says that it is small; and what gives it once more."""
    length = _length(scope)
    messages: list[Any] = []
    came: Iterator[Any] = iter(messages)

    async def again() -> Any:  # a coroutine, where a server's own may be a future
        message = next(came, None)
        return message if message is not None else await receive()

    if length > SMALL:
        return None, again
    size = 0
    while not messages or (messages[-1].get("more_body") and size < length):
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    if messages[-1]["type"] != "http.request":  # who sent it has gone
        return None, again
    return b"".join(message.get("body", b"") for message in messages), again


async def _body(scope: Any, receive: Receive, loop: asyncio.AbstractEventLoop) -> Any:
    """What the thread reads: a small one whole, so that no thread waits for whoever sends it.

    Of a large one the thread asks for part after part, each a hop, so that no more is in memory
    than it wants.
    """
    if not any(name in HAVE_BODIES for name, _ in scope["headers"]):
        return BytesIO()
    body, again = await small_body(scope, receive)
    return Body(loop, again) if body is None else BytesIO(body)


def _length(scope: Any) -> float:
    """In bytes; infinite where it is not told."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else math.inf


def _plain(scope: Any) -> Any:
    """A request as WSGI can tell it: of ASCII, and without names that could pass for others.

    WSGI takes an underscore for a hyphen, so X_Forwarded_For would be X-Forwarded-For.
    """
    query = scope["query_string"]
    headers = [header for header in scope["headers"] if b"_" not in header[0]]
    if query.isascii() and len(headers) == len(scope["headers"]):
        return scope
    quoted = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in query)
    return {**scope, "query_string": quoted.encode(), "headers": headers}
