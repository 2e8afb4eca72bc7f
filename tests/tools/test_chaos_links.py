"""A link between two processes passes everything on, until it is cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tools.chaos.links import Condition, Link, Links
from tools.port_lease import LeasedPort
from tools.trial.waiting import wait_until

SHORT = 0.2


class Echo:
    """Answers what it is sent, in capitals, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while data := connection.recv(1000):
                self.heard.append(data)
                connection.sendall(data.upper())


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    yield echo
    echo.close()


@pytest.fixture
def links() -> Iterator[Links]:
    with Links() as links:
        yield links


@pytest.fixture
def link(links: Links, echo: Echo) -> Iterator[Link]:
    port = LeasedPort()
    yield links.start("echo", port.number, echo.port)
    port.release()


def connect(link: Link) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=30)


def asked(connection: socket.socket, question: bytes) -> bytes:
    """The answer; nothing where the connection ends instead."""
    try:
        connection.sendall(question)
        return connection.recv(1000)
    except ConnectionError:
        return b""


def test_an_open_link_passes_both_ways(link: Link) -> None:
    with connect(link) as connection:
        assert asked(connection, b"one") == b"ONE"
        assert asked(connection, b"two") == b"TWO"


def test_a_link_that_drops_ends_old_and_new_connections(links: Links, link: Link) -> None:
    with connect(link) as old:
        assert asked(old, b"one") == b"ONE"
        links.turn(link, Condition.DROPS)
        assert asked(old, b"two") == b""
    with connect(link) as new:
        assert asked(new, b"three") == b""


def test_a_link_that_hangs_holds_what_is_sent_until_it_is_open(
    links: Links, link: Link, echo: Echo
) -> None:
    with connect(link) as connection:
        assert asked(connection, b"one") == b"ONE"
        links.turn(link, Condition.HANGS)
        connection.settimeout(SHORT)
        with pytest.raises(TimeoutError):
            asked(connection, b"two")
        assert echo.heard == [b"one"]
        links.turn(link, Condition.OPEN)
        connection.settimeout(30)
        assert connection.recv(1000) == b"TWO"


def test_a_link_that_loses_answers_takes_the_question(links: Links, link: Link, echo: Echo) -> None:
    links.turn(link, Condition.LOSES_ANSWERS)
    with connect(link) as connection:
        assert asked(connection, b"one") == b""
    wait_until(lambda: echo.heard == [b"one"], "the question has arrived")


def test_a_link_to_nobody_ends_the_connection(links: Links) -> None:
    port, nobody = LeasedPort(), LeasedPort()
    with connect(links.start("nobody", port.number, nobody.number)) as connection:
        assert asked(connection, b"one") == b""
    port.release()
    nobody.release()
