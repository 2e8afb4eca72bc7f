"""The crowd of viewers, before a server of the test's own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.client import UnexpectedAnswer
from bench.crowd import listening

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
HELLO = b"event: hello\ndata: {}\n\n"


@contextmanager
def stream(*pieces: bytes, viewers: int) -> Iterator[tuple[int, threading.Event]]:
    """A server that says hello to each viewer and, once it is told to, the pieces.

    Without any it hangs up instead.
    """
    go = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connections = [server.accept()[0] for _ in range(viewers)]
            for connection in connections:
                connection.recv(4096)
                connection.sendall(HEAD + HELLO)
            go.wait(60)
            for piece in pieces:
                for connection in connections:
                    connection.sendall(piece)
            if pieces:
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


def test_the_crowd_says_when_the_last_viewer_has_heard_the_word_even_in_pieces() -> None:
    with (
        stream(b"event: post\ndata: fresh br", b"ead\n\n", viewers=3) as (port, go),
        listening(port, 3, "fresh bread") as crowd,
    ):
        began = time.monotonic()
        go.set()

        assert began <= float(crowd.hears()) <= time.monotonic()


def test_viewers_that_are_cut_off_spoil_the_measurement() -> None:
    with stream(viewers=3) as (port, go), listening(port, 3, "fresh bread") as crowd:
        go.set()

        with pytest.raises(UnexpectedAnswer, match="cut off"):
            crowd.hears()
