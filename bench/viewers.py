"""Viewers of the stream, all in one process: `python -m bench.viewers PORT COUNT WORD`.

Says `listening` once each of them was told hello, then the time, on the clock of time.monotonic, at
which the last of them has heard the word. They stay until standard input ends.
"""

import asyncio
import sys
import time

REQUEST = b"GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HELLO = b"event: hello"
LONGEST = 4096


class Viewer(asyncio.Protocol):
    """One of them; each future is set when it has heard that word, or was cut off before."""

    def __init__(self, awaited: "dict[bytes, asyncio.Future[None]]") -> None:
        self._awaited = awaited
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        """Listen. A word may come in two pieces, so the end of what was heard is kept."""
        self._heard = self._heard[-LONGEST:] + data
        for word, heard in self._awaited.items():
            if word in self._heard and not heard.done():
                heard.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Before the end that is a failure."""
        for word, heard in self._awaited.items():
            if not heard.done():
                heard.set_exception(ConnectionError(f"cut off before {word!r}: {error}"))


async def watch(port: int, count: int, word: bytes) -> None:
    """Let so many viewers listen until the word has reached them all."""
    loop = asyncio.get_running_loop()
    viewers = [{HELLO: loop.create_future(), word: loop.create_future()} for _ in range(count)]
    for awaited in viewers:
        await loop.create_connection(
            lambda awaited=awaited: Viewer(awaited),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*(awaited[HELLO] for awaited in viewers))
    _say("listening")
    await asyncio.gather(*(awaited[word] for awaited in viewers))
    _say(str(time.monotonic()))
    await loop.run_in_executor(None, sys.stdin.read)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(watch(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()))
