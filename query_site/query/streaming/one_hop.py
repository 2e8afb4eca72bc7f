"""A WSGI application in an ASGI server: it runs on a thread, and its answer comes back whole.

That is one hop between threads, where a2wsgi's own middleware makes three for the same answer and
waits on each. It is for answers that fit into memory; a stream has its own way.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from a2wsgi.wsgi import Body, build_environ


class OneHop:
    """An ASGI application that runs `wsgi` on so many threads at once; more requests wait."""

    def __init__(self, wsgi: Any, *, threads: int) -> None:
        self._wsgi = wsgi
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        start, body = await self.answer(scope, receive)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def answer(self, scope: Any, receive: Any) -> tuple[dict[str, Any], bytes]:
        """How the answer to a request starts, as ASGI has it, and its body."""

        async def received() -> Any:  # Body wants a coroutine; a server may give a future
            return await receive()

        loop = asyncio.get_running_loop()
        environ = build_environ(scope, Body(loop, received))
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
