"""The crowd of viewers, before a server of the test's own."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.client import UnexpectedAnswer
from bench.crowd import listening
from bench.viewers import Viewer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
HELLO = b"event: hello\ndata: {}\n\n"


@contextmanager
def stream(word: bytes = b"", *, viewers: int) -> Iterator[tuple[int, threading.Event]]:
    """A server that says hello to each viewer and, once it is told to, the word.

    Without one it hangs up instead.
    """
    go = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connections = [server.accept()[0] for _ in range(viewers)]
            for connection in connections:
                connection.recv(4096)
                connection.sendall(HEAD + HELLO)
            go.wait(60)
            for connection in connections:
                connection.sendall(word)
            if word:
                done.wait(60)
            for connection in connections:
                connection.close()

        done = threading.Event()
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], go
        finally:
            go.set()
            done.set()
            thread.join()


def test_the_crowd_says_when_the_last_viewer_has_heard_the_word() -> None:
    with (
        stream(b"event: post\ndata: fresh bread\n\n", viewers=3) as (port, go),
        listening(port, 3, "fresh bread") as crowd,
    ):
        began = time.monotonic()
        go.set()

        assert began <= float(crowd.hears()) <= time.monotonic()


def test_a_word_is_heard_even_if_it_comes_in_two_pieces() -> None:
    async def hear(*pieces: bytes) -> bool:
        heard = asyncio.get_running_loop().create_future()
        viewer = Viewer({b"fresh bread": heard})
        for piece in pieces:
            viewer.data_received(piece)
        return heard.done()

    assert not asyncio.run(hear(b"data: fresh br"))
    assert asyncio.run(hear(b"data: fresh br", b"ead\n\n"))


def test_viewers_that_are_cut_off_spoil_the_measurement() -> None:
    with stream(viewers=3) as (port, go), listening(port, 3, "fresh bread") as crowd:
        go.set()

        with pytest.raises(UnexpectedAnswer, match="cut off"):
            crowd.hears()
