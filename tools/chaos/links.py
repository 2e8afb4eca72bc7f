"""Links between the processes that can be cut: TCP, passed on byte by byte, until told otherwise.

A link stands in front of one server. What is cut is cut as networks do it: connections are reset
and refused, or stay open and silent, or take the question and lose the answer.
"""

import asyncio
import contextlib
import threading
from enum import Enum
from typing import Self

CHUNK = 64 * 1024


class Condition(Enum):
    """How a link is."""

    OPEN = "open"
    DROPS = "drops its connections"
    HANGS = "hangs"
    LOSES_ANSWERS = "loses the answers"


class Link:
    """From `port` on the loopback to `target`, another port there."""

    def __init__(self, name: str, port: int, target: int) -> None:
        self.name = name
        self.port = port
        self._target = target
        self._condition = Condition.OPEN
        self._open = asyncio.Event()
        self._open.set()
        self._connections: set[asyncio.StreamWriter] = set()

    async def listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def turn(self, condition: Condition) -> None:
        """Be in that condition from now on, for old connections as for new ones."""
        self._condition = condition
        if condition is Condition.HANGS:
            self._open.clear()
        else:
            self._open.set()
        if condition is Condition.DROPS:
            _reset(*self._connections)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._condition is Condition.DROPS:
            _reset(writer)
            return
        self._connections.add(writer)
        onward: asyncio.StreamWriter | None = None
        try:
            await self._open.wait()
            back, onward = await asyncio.open_connection("127.0.0.1", self._target)
            self._connections.add(onward)
            ways = [self._pass(reader, onward), self._pass(back, writer, answers=True)]
            tasks = [asyncio.create_task(way) for way in ways]
            try:
                # When either side has ended, nothing that is still to come has a reader.
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
        except OSError:
            pass  # nobody listens there now; so the caller is to see
        finally:
            for one in filter(None, (writer, onward)):
                self._connections.discard(one)
                one.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._open.wait()
                if answers and self._condition is Condition.LOSES_ANSWERS:
                    return
                writer.write(data)
                await writer.drain()


def _reset(*writers: asyncio.StreamWriter) -> None:
    """End connections as a crash does: at once, whatever is still to be written."""
    for writer in writers:
        writer.transport.abort()


class Links:
    """Runs links on one thread, from `start` to `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="links", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self, name: str, port: int, target: int) -> Link:
        """A new link, open. Raises OSError where `port` is taken."""

        async def begin() -> Link:
            link = Link(name, port, target)
            await link.listen()
            return link

        return asyncio.run_coroutine_threadsafe(begin(), self._loop).result()

    def turn(self, link: Link, condition: Condition) -> None:
        """Put the link into that condition."""
        self._loop.call_soon_threadsafe(link.turn, condition)

    def close(self) -> None:
        """End all of them."""
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    @staticmethod
    async def _cancel_all() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
