"""Wake-ups: within a process and between two, and never a reason to fail."""

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection

from eventbox import wakeup
from eventbox.wakeup import Waiter, notify, wake_local
from tests.eventbox.processes import PATIENCE, Running, wait_until

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database file of the test's own, and a process that has not listened yet."""
    with tempfile.TemporaryDirectory(prefix="wake-") as folder:  # a short path, as a socket needs
        path = Path(folder, "diary.sqlite3")
        monkeypatch.setitem(connection.settings_dict, "NAME", path)
        monkeypatch.setattr(wakeup, "_listening", {})
        yield path


def sockets(database: Path) -> list[Path]:
    folder = database.parent / ".wake-diary"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_news_on_the_channel_ends_the_wait() -> None:
    waiter = Waiter("a")
    thread = threading.Timer(0.05, wake_local, ["a"])
    thread.start()
    assert waiter.wait(PATIENCE)
    thread.join(PATIENCE)


def test_news_from_before_the_wait_is_not_missed() -> None:
    waiter = Waiter("a")
    wake_local("a")
    wake_local("a")
    assert waiter.wait(0)
    assert not waiter.wait(0)


def test_every_waiter_of_a_channel_is_woken_and_no_other() -> None:
    first, second, other = Waiter("a"), Waiter("a"), Waiter("b")
    notify("a")
    assert first.wait(0)
    assert second.wait(0)
    assert not other.wait(0)


def test_a_new_waiter_begins_with_what_comes() -> None:
    notify("a")
    assert not Waiter("a").wait(0)


def test_a_process_wakes_another_one(database: Path) -> None:
    environment = {"POSTBUS_DATA_DIR": str(database.parent)}
    code = WAITING_PROCESS.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment) as waiting:
        waiting.wait_for("waiting")
        with Running(["-c", NOTIFYING_PROCESS], environment=environment) as notifying:
            assert notifying.process.wait(PATIENCE) == 0, notifying.output
        assert waiting.wait_for("woken") == "woken\n"


def test_a_process_is_woken_by_another_one(database: Path) -> None:
    waiter = Waiter("news")
    [own] = sockets(database)
    assert own.name.startswith(f"{os.getpid()}-")
    with Running(
        ["-c", NOTIFYING_PROCESS], environment={"POSTBUS_DATA_DIR": str(database.parent)}
    ) as notifying:
        assert notifying.process.wait(PATIENCE) == 0, notifying.output
    assert waiter.wait(PATIENCE)


def test_the_socket_of_a_process_that_is_gone_is_removed(database: Path) -> None:
    environment = {"POSTBUS_DATA_DIR": str(database.parent)}
    code = WAITING_PROCESS.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment) as waiting:
        waiting.wait_for("waiting")
        assert len(sockets(database)) == 1
    assert len(sockets(database)) == 1
    notify("news")
    assert sockets(database) == []


def test_a_listener_that_is_busy_loses_no_socket(database: Path) -> None:
    folder = database.parent / ".wake-diary"
    folder.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as busy:
        busy.bind(str(folder / "1-busy"))
        for _ in range(2000):
            notify("news")
        assert [path.name for path in sockets(database)] == ["1-busy"]


def test_one_socket_serves_all_waiters_of_a_process(database: Path) -> None:
    for channel in ("a", "b", "c"):
        Waiter(channel)
    assert len(sockets(database)) == 1


def test_a_path_that_is_too_long_for_a_socket_is_met_elsewhere(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(database.parent))
    monkeypatch.setattr("tempfile.tempdir", None)
    long = database.parent / ("deep" * 30) / "diary.sqlite3"
    connection.settings_dict["NAME"] = long
    Waiter("a")
    [path] = (path for path in wakeup._listening.values() if path)
    assert path.is_socket()
    assert long.parent not in path.parents


def test_a_folder_that_cannot_be_had_leaves_it_to_polling(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (database.parent / ".wake-diary").write_text("in the way")
    waiter = Waiter("a")
    assert "polling instead" in caplog.text
    notify("a")
    assert waiter.wait(0)


@pytest.mark.parametrize("error", [PermissionError, NotADirectoryError, FileNotFoundError])
def test_a_notice_never_fails(database: Path, error: type[OSError]) -> None:
    waiter = Waiter("a")
    with patch("os.listdir", side_effect=error):
        notify("a")
    assert waiter.wait(0)


@pytest.mark.parametrize("name", ["", ":memory:", "file:x?mode=memory&cache=shared"])
def test_a_database_in_memory_has_nobody_else_to_wake(database: Path, name: str) -> None:
    connection.settings_dict["NAME"] = name
    waiter = Waiter("a")
    assert wakeup._listening == {}
    notify("a")
    assert waiter.wait(0)


def test_an_odd_datagram_wakes_nobody_and_ends_nothing(database: Path) -> None:
    waiter = Waiter("news")
    [path] = sockets(database)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        for datagram in (b"", b"\xff\xfe", b"other", b"x" * 1000):
            sender.sendto(datagram, str(path))
        assert not waiter.wait(0)
        sender.sendto(b"news", str(path))
    wait_until(lambda: waiter.wait(0), "the listener still listens")
