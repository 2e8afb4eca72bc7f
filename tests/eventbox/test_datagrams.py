"""Wake-ups between processes on SQLite: never a reason to fail."""

import os
import queue
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from eventbox import datagrams
from eventbox.datagrams import Datagrams
from tests.eventbox.processes import PATIENCE, Running

pytestmark = pytest.mark.only_on("sqlite")

WAITING_PROCESS = """
import django; django.setup()
from eventbox.wakeup import Waiter
waiter = Waiter("news")
print("waiting", flush=True)
print("woken" if waiter.wait({patience}) else "not woken", flush=True)
"""

NOTIFYING_PROCESS = """
import django; django.setup()
from eventbox.wakeup import notify
notify("news")
"""


A_WAITER = object()


@pytest.fixture
def database() -> Iterator[Path]:
    """Where a database file of the test's own would be."""
    with tempfile.TemporaryDirectory(prefix="wake-") as folder:  # a short path, as a socket needs
        yield Path(folder, "diary.sqlite3")


@pytest.fixture
def heard() -> "queue.SimpleQueue[str]":
    """What the test's own process has heard."""
    return queue.SimpleQueue()


def environment(database: Path) -> dict[str, str]:
    return {"POSTBUS_DATA_DIR": str(database.parent), "POSTBUS_TEST_POSTGRES": ""}


def sockets(database: Path) -> list[Path]:
    folder = database.parent / ".wake-diary"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_process_wakes_another_one(database: Path) -> None:
    code = WAITING_PROCESS.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment(database)) as waiting:
        waiting.wait_for("waiting")
        with Running(["-c", NOTIFYING_PROCESS], environment=environment(database)) as notifying:
            assert notifying.process.wait(PATIENCE) == 0, notifying.output
        assert waiting.wait_for("woken") == "woken\n"


def test_a_process_is_woken_by_another_one(database: Path, heard: "queue.SimpleQueue[str]") -> None:
    Datagrams(database, heard.put).listen(A_WAITER)
    [own] = sockets(database)
    assert own.name.startswith(f"{os.getpid()}-")
    with Running(["-c", NOTIFYING_PROCESS], environment=environment(database)) as notifying:
        assert notifying.process.wait(PATIENCE) == 0, notifying.output
    assert heard.get(timeout=PATIENCE) == "news"


def test_the_socket_of_a_process_that_is_gone_is_removed(database: Path) -> None:
    code = WAITING_PROCESS.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment(database)) as waiting:
        waiting.wait_for("waiting")
        assert len(sockets(database)) == 1
    assert len(sockets(database)) == 1
    Datagrams(database, print).send("news")
    assert sockets(database) == []


def test_a_listener_that_is_busy_loses_no_socket(database: Path) -> None:
    folder = database.parent / ".wake-diary"
    folder.mkdir()
    way = Datagrams(database, print)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as busy:
        busy.bind(str(folder / "1-busy"))
        for _ in range(2000):
            way.send("news")
        assert [path.name for path in sockets(database)] == ["1-busy"]


def test_one_socket_serves_all_waiters_of_a_process(database: Path) -> None:
    way = Datagrams(database, print)
    for _ in range(3):
        way.listen(A_WAITER)
    assert len(sockets(database)) == 1


def test_a_path_that_is_too_long_for_a_socket_is_met_elsewhere(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(database.parent))
    monkeypatch.setattr("tempfile.tempdir", None)
    long = database.parent / ("deep" * 30) / "diary.sqlite3"
    way = Datagrams(long, print)
    way.listen(A_WAITER)
    assert way.own is not None
    assert way.own.is_socket()
    assert long.parent not in way.own.parents


def test_a_folder_that_cannot_be_had_leaves_it_to_polling(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (database.parent / ".wake-diary").write_text("in the way")
    way = Datagrams(database, print)
    way.listen(A_WAITER)
    assert "polling instead" in caplog.text
    way.send("a")


@pytest.mark.parametrize("error", [PermissionError, NotADirectoryError, FileNotFoundError])
def test_a_notice_never_fails(database: Path, error: type[OSError]) -> None:
    with patch("os.listdir", side_effect=error) as listed:
        Datagrams(database, print).send("a")
    assert listed.called


def test_what_comes_close_together_wakes_once(
    database: Path, heard: "queue.SimpleQueue[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    rested = threading.Semaphore(0)
    monkeypatch.setattr(datagrams, "sleep", lambda seconds: rested.acquire(timeout=PATIENCE))
    Datagrams(database, heard.put).listen(A_WAITER)
    teller = Datagrams(database, heard.put)
    teller.send("first")
    assert heard.get(timeout=PATIENCE) == "first"  # at once
    for channel in ("news", "other", "news", "news"):
        teller.send(channel)
    rested.release()
    assert [heard.get(timeout=PATIENCE) for _ in range(2)] == ["news", "other"]
    teller.send("last")
    rested.release()
    assert heard.get(timeout=PATIENCE) == "last"


def test_an_odd_datagram_ends_nothing(database: Path, heard: "queue.SimpleQueue[str]") -> None:
    Datagrams(database, heard.put).listen(A_WAITER)
    [path] = sockets(database)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        for datagram in (b"", b"\xff\xfe", b"other", b"x" * 1000, b"news"):
            sender.sendto(datagram, str(path))
    assert [heard.get(timeout=PATIENCE) for _ in range(5)][4] == "news"
