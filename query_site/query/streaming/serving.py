"""One ASGI application of two halves: the stream on the event loop, everything else on threads.

Ahead of the threads stands the front, which gives on the loop what it has.

Under Django's own ASGI handler each open answer keeps a thread and that thread's database
connection, and every middleware is a hop between threads, which makes a read four times as dear.
"""

import asyncio
import resource
import signal
import threading
from typing import Any, Final

from django.core.handlers.asgi import ASGIHandler
from django.core.wsgi import get_wsgi_application

from chassis.lifespan import live
from chassis.one_hop import OneHop
from query_site.query.front import Front
from query_site.query.look import look
from query_site.query.streaming.hub import Hub, hub

STREAM: Final = "/stream"
THREADS: Final = 8


class SharedThreadHandler(ASGIHandler):
    """Django's handler, but all requests share one thread, which none of them keeps."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        await self.handle(scope, receive, send)


class Application:
    """Sends each request to its half, and ends the streams when the server is to end."""

    def __init__(self) -> None:
        _allow_files()
        wsgi: Any = get_wsgi_application()
        self._rest = Front(OneHop(wsgi, threads=THREADS), look())
        self._stream = SharedThreadHandler()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await live(receive, send, begin=lambda: end_with_the_server(hub))
        elif scope["path"] == STREAM and scope["method"] == "GET":
            await self._stream(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


def _allow_files() -> None:
    """Each viewer is an open file, and many a system begins with 1,024 of them."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def end_with_the_server(hub: Hub) -> None:
    """Close the hub at SIGTERM and SIGINT, besides whatever the server does then.

    ASGI has no word for it: a server that drains waits for its answers to end, and tells of its own
    end after that.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def closing(received: int, frame: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(hub.close)
            if callable(before):
                before(received, frame)

        signal.signal(number, closing)
