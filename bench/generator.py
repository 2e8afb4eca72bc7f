"""The load generator, a process of its own: `python -m bench.generator`, told by standard input.

Each client has one connection to each server that it asks, and sends its next request as soon as
the answer is there. It reads of an answer no more than it must: the status, and where it ends.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
BODILESS = (204, 304)

Step = tuple[int, bytes]
"""A port, and the request that goes there."""


@dataclass
class Tally:
    """What all clients have seen until now, and until when they are to go on."""

    until: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    received: int = 0


class Visitor:
    """One client; `done` is set when its last answer is there, or with what went wrong.

    It sends its requests in turn, each over its port's connection, when the one before is answered.
    After the last it begins again, unless it is to do so only `once`.
    """

    def __init__(
        self, steps: list[Step], tally: Tally, done: "asyncio.Future[None]", *, once: bool
    ) -> None:
        self._steps = steps
        self._tally = tally
        self._done = done
        self._once = once
        self._next = 0
        self._connections: dict[int, Connection] = {}

    async def connect(self) -> None:
        """Open a connection to each port."""
        loop = asyncio.get_running_loop()
        for port in {port for port, _ in self._steps}:
            _, connection = await loop.create_connection(
                lambda: Connection(self.answered, self.failed), "127.0.0.1", port
            )
            self._connections[port] = connection

    def ask(self) -> None:
        """Send the next request."""
        port, request = self._steps[self._next]
        self._asked = time.perf_counter()
        self._connections[port].ask(request)

    def answered(self, status: int, size: int) -> None:
        """Take note, and ask again unless it is over."""
        self._tally.received += size
        self._tally.statuses[status] += 1
        self._tally.latencies.append(time.perf_counter() - self._asked)
        self._next = (self._next + 1) % len(self._steps)
        if time.monotonic() < self._tally.until and (self._next or not self._once):
            self.ask()
        elif not self._done.done():
            self._done.set_result(None)
            for connection in self._connections.values():
                connection.close()

    def failed(self, error: Exception) -> None:
        """Before the end that is a failure: it would be measured as if it were an answer."""
        if not self._done.done():
            self._done.set_exception(error)


class Connection(asyncio.Protocol):
    """To one port, kept open; tells of each answer when it is whole: its status and its size."""

    def __init__(
        self, answered: Callable[[int, int], None], failed: Callable[[Exception], None]
    ) -> None:
        self._answered = answered
        self._failed = failed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what requests go to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self._head, self._missing, self._size = b"", -1, 0  # -1 while the head is incomplete
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take what came, and tell when that was all of the answer."""
        self._size += len(data)
        if self._missing < 0:
            self._head += data
            end = self._head.find(END_OF_HEAD)
            if end < 0:
                return
            self._status = int(self._head[9:12])
            length = 0 if self._status in BODILESS else length_in(self._head[:end])
            self._missing = length - (len(self._head) - end - len(END_OF_HEAD))
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._answered(self._status, self._size)

    def connection_lost(self, error: Exception | None) -> None:
        """The server hung up, or we did."""
        self._failed(ConnectionError(f"the server hung up: {error}"))

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


def length_in(head: bytes) -> int:
    """The Content-Length that the head tells. Raises ValueError where it tells none."""
    lowered = head.lower()
    start = lowered.find(LENGTH)
    if start < 0:
        raise ValueError(f"an answer without Content-Length: {head!r}")
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0])


async def visit(clients: list[list[Step]], seconds: float, *, once: bool) -> dict[str, object]:
    """Let all clients ask for so long; see bench.load.Outcome."""
    loop = asyncio.get_running_loop()
    tally = Tally()
    waiting = [loop.create_future() for _ in clients]
    visitors = [
        Visitor(steps, tally, done, once=once) for steps, done in zip(clients, waiting, strict=True)
    ]
    for visitor in visitors:
        await visitor.connect()
    began, busy = time.monotonic(), time.process_time()
    tally.until = began + seconds
    for visitor in visitors:
        visitor.ask()
    await asyncio.gather(*waiting)
    took = time.monotonic() - began
    return {
        "began": began,
        "seconds": took,
        "statuses": dict(tally.statuses),
        "latencies": tally.latencies,
        "received": tally.received,
        "busy": (time.process_time() - busy) / took,
    }


if __name__ == "__main__":
    told = json.load(sys.stdin)
    clients = [[(port, text.encode()) for port, text in steps] for steps in told["clients"]]
    json.dump(asyncio.run(visit(clients, told["seconds"], once=told["once"])), sys.stdout)
