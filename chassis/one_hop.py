"""A WSGI application in an ASGI server: it runs on a thread, and its answer comes back whole.

That is one hop between threads, where a2wsgi's own middleware makes three for the same answer and
waits on each. It is for answers that fit into memory; a stream has its own way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BytesIO
from typing import Any, Final

from a2wsgi.wsgi import Body, build_environ

Receive = Callable[[], Awaitable[Any]]

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
        environ = build_environ(scope, await _body(scope, receive, loop))
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


async def in_one_piece(scope: Any, receive: Receive) -> tuple[bytes | None, Receive]:
    """The body, where it came whole at once, as a small one does; and what gives it once more."""
    message = await receive()
    first = [message]

    async def again() -> Any:
        return first.pop() if first else await receive()

    if message["type"] != "http.request":
        return None, again
    body: bytes = message.get("body", b"")
    # A server may only find out later that no more is to come.
    whole = not message.get("more_body") or str(len(body)).encode() == _length(scope)
    return body if whole else None, again


async def _body(scope: Any, receive: Receive, loop: asyncio.AbstractEventLoop) -> Any:
    """What is read from by the thread: at no price where the body is small, or there is none.

    Of a large one the thread asks for part after part, each a hop, so that no more is in memory
    than it wants.
    """
    if not any(name in HAVE_BODIES for name, _ in scope["headers"]):
        return BytesIO()
    body, again = await in_one_piece(scope, receive)
    return Body(loop, again) if body is None else BytesIO(body)


def _length(scope: Any) -> bytes | None:
    return dict(scope["headers"]).get(b"content-length")
