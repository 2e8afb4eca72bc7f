"""Whether the load generator is what was measured: how much load it makes where nothing holds it.

It is put against a server that does nothing but answer, on the same machine, with answers of the
same size. What was measured of any other server must stay well below that.
"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.load import Outcome, Request, put

CLIENTS = 16
SECONDS = 1.0


class GeneratorWatch:
    """Remembers the highest rates that were measured, by the size of the answers."""

    def __init__(self) -> None:
        self._highest: dict[int, Outcome] = {}

    def saw(self, load: Outcome) -> None:
        """Take note of a load."""
        kind = load.size.bit_length() // 3  # answers of about one size
        if kind not in self._highest or load.rate > self._highest[kind].rate:
            self._highest[kind] = load

    def verdict(self) -> list[str]:
        """A line for each size of answer, after measuring what the generator could have done."""
        return [self._line(load) for _, load in sorted(self._highest.items())]

    def _line(self, load: Outcome) -> str:
        most = ceiling(load.size)
        return (
            f"Load generator, answers of {load.size:,} bytes: {load.rate:,.0f}/s at most with"
            f" {load.busy:.0%} of one processor; against a server that only answers it makes"
            f" {most:,.0f}/s, {most / load.rate:.1f} times as many."
        )


class Answerer(asyncio.Protocol):
    """Answers whatever comes, which is one request at a time, with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers go to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer."""
        self._transport.write(self._answer)


def ceiling(size: int) -> float:
    """Answers of that many bytes that the generator takes per second."""
    size = max(size - 80, 0)  # the head
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n"
    with _server(head.encode() + b"x" * size) as port:
        return put([Request(port, "GET", "/")] * CLIENTS, seconds=SECONDS, expected=200).rate


@contextmanager
def _server(answer: bytes) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        loop.run_until_complete(loop.create_server(lambda: Answerer(answer), sock=listening))
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
    loop.close()
