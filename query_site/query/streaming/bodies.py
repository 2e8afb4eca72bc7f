"""The endless body of a stream: on a thread of its own under WSGI, on the event loop under ASGI.

Both do the same. Under WSGI an asynchronous iterator would be read to its end before anything is
sent, and under ASGI a plain one would.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Final

from query_site.query.streaming.frames import HEARTBEAT
from query_site.query.streaming.hub import Hub
from query_site.query.streaming.viewer import Viewer

BEAT: Final = 15.0
"""Seconds of silence after which a comment shows that the stream lives."""


def threaded(hub: Hub, viewer: Viewer, beat: float = BEAT) -> Iterator[bytes]:
    """Blocks its thread while nothing happens."""
    news = threading.Event()
    viewer.attach(news.set)
    try:
        while not viewer.ended:
            happened = news.wait(beat)
            news.clear()
            if body := viewer.take() if happened else HEARTBEAT:
                yield body
    finally:
        hub.leave(viewer)


async def asynchronous(hub: Hub, viewer: Viewer, beat: float = BEAT) -> AsyncIterator[bytes]:
    """Holds no thread while nothing happens."""
    loop = asyncio.get_running_loop()
    news = asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop is closed: the process ends
            loop.call_soon_threadsafe(news.set)

    viewer.attach(wake)
    try:
        while not viewer.ended:
            body = HEARTBEAT
            with suppress(TimeoutError):
                async with asyncio.timeout(beat):
                    await news.wait()
                news.clear()
                body = viewer.take()
            if body:
                yield body
    finally:
        hub.leave(viewer)
