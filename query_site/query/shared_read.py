"""One read for all who wait when it begins, on a thread of its own.

Whoever asks is given what a read has found that began afterwards, never what one found that was
under way. So however many ask, there is one read at a time, and nobody is told what was before.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedRead(Generic[T]):
    """`read` for the callers of one event loop; they are given its exceptions, too."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read")
        self._waiting: list[asyncio.Future[T]] = []
        self._busy = False

    def __call__(self) -> "asyncio.Future[T]":
        """What a read finds that has not begun yet."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[T] = loop.create_future()
        self._waiting.append(mine)
        if not self._busy:
            self._busy = True
            loop.call_soon(self._begin, loop)  # so that all who came at once are served at once
        return mine

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        served, self._waiting = self._waiting, []
        reading = loop.run_in_executor(self._thread, self._read)
        reading.add_done_callback(partial(self._give, loop, served))

    def _give(
        self,
        loop: asyncio.AbstractEventLoop,
        served: list["asyncio.Future[T]"],
        reading: "asyncio.Future[T]",
    ) -> None:
        error = reading.exception()
        for one in served:
            if one.done():
                continue  # who has gone away waits no more
            if error is None:
                one.set_result(reading.result())
            else:
                one.set_exception(error)
        self._busy = bool(self._waiting)
        if self._busy:
            self._begin(loop)
