"""The load generator, a process of its own: `python -m bench.generator`, told by standard input.

Each client has one connection, and sends its request again as soon as the answer is there. It reads
of an answer no more than it must: the status, and where it ends.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
BODILESS = (204, 304)


@dataclass
class Tally:
    """What all clients have seen until now, and until when they are to go on."""

    until: float
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    received: int = 0


class Visitor(asyncio.Protocol):
    """One client; `done` is set when its last answer is there, or with what went wrong."""

    def __init__(self, request: bytes, tally: Tally, done: "asyncio.Future[None]") -> None:
        self._request = request
        self._tally = tally
        self._done = done
        self._head = b""
        self._missing = -1  # bytes of the body; -1 while the head is incomplete
        self._status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take what came; when that was all of the answer, ask again."""
        self._tally.received += len(data)
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
            self._answered()

    def connection_lost(self, error: Exception | None) -> None:
        """Before the end that is a failure: it would be measured as if it were an answer."""
        if not self._done.done():
            self._done.set_exception(ConnectionError(f"the server hung up: {error}"))

    def _ask(self) -> None:
        self._head, self._missing = b"", -1
        self._asked = time.perf_counter()
        self._transport.write(self._request)

    def _answered(self) -> None:
        self._tally.statuses[self._status] += 1
        self._tally.latencies.append(time.perf_counter() - self._asked)
        if time.monotonic() < self._tally.until:
            self._ask()
        elif not self._done.done():
            self._done.set_result(None)
            self._transport.close()


def length_in(head: bytes) -> int:
    """The Content-Length that the head tells. Raises ValueError where it tells none."""
    lowered = head.lower()
    start = lowered.find(LENGTH)
    if start < 0:
        raise ValueError(f"an answer without Content-Length: {head!r}")
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0])


async def visit(clients: list[tuple[int, bytes]], seconds: float) -> dict[str, object]:
    """Let all clients, each a port and a request, ask for so long; see bench.load.Outcome."""
    loop = asyncio.get_running_loop()
    began, busy = time.monotonic(), time.process_time()
    tally = Tally(until=began + seconds)
    waiting = []
    for port, request in clients:
        done = loop.create_future()
        waiting.append(done)
        await loop.create_connection(
            lambda request=request, done=done: Visitor(request, tally, done),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
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
    requests = [(port, request.encode()) for port, request in told["clients"]]
    json.dump(asyncio.run(visit(requests, told["seconds"])), sys.stdout)
