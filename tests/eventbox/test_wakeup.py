"""Wake-ups within a process, and the choice of the way to the others."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from eventbox import wakeup
from eventbox.datagrams import Datagrams
from eventbox.wakeup import Waiter, notify, wake_local
from tests.eventbox.processes import PATIENCE, Running

pytestmark = pytest.mark.django_db

WITHOUT_PSYCOPG = """
import sys
sys.modules["psycopg"] = sys.modules["psycopg2"] = None
import django; django.setup()
from eventbox.wakeup import Waiter, notify
waiter = Waiter("news")
notify("news")
print("woken" if waiter.wait(0) else "not woken")
"""

FORKING = """
import os
import django; django.setup()
from eventbox.wakeup import Waiter
waiter = Waiter("news")
if os.fork() == 0:
    waiter = Waiter("news")
    print("the child waits", flush=True)
    print("the child is", "woken" if waiter.wait({patience}) else "not woken", flush=True)
    os._exit(0)
os.wait()
"""


@pytest.fixture(autouse=True)
def _no_way_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wakeup, "_ways", {})


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


def test_news_on_one_channel_do_not_disturb_those_who_wait_on_another() -> None:
    first, other = Waiter("a"), Waiter("b")
    held, enough = threading.Event(), threading.Event()

    def hold() -> None:
        """As if somebody on the other channel were just about to wait, or being woken."""
        with wakeup._channels["b"].changed:
            held.set()
            enough.wait(PATIENCE)

    holding = threading.Thread(target=hold)
    holding.start()
    assert held.wait(PATIENCE)
    wake_local("a")
    assert first.wait(0)
    assert holding.is_alive()
    enough.set()
    holding.join(PATIENCE)
    assert not other.wait(0)


def test_a_new_waiter_begins_with_what_comes() -> None:
    notify("a")
    assert not Waiter("a").wait(0)


def test_one_way_serves_all_waiters_of_a_process() -> None:
    for channel in ("a", "b", "c"):
        Waiter(channel)
    assert len(wakeup._ways) == 1


@pytest.mark.parametrize("name", ["", ":memory:", "file:x?mode=memory&cache=shared"])
def test_an_sqlite_database_in_memory_has_nobody_else_to_wake(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    waiter = Waiter("a")
    assert wakeup._ways == {}
    notify("a")
    assert waiter.wait(0)


def test_a_file_of_sqlite_is_met_at_by_datagrams(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "diary.sqlite3")
    Waiter("a")
    [way] = wakeup._ways.values()
    assert isinstance(way, Datagrams)


def test_a_database_of_another_kind_is_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "oracle")
    Waiter("a")
    assert wakeup._ways == {}


@pytest.mark.only_on("sqlite")
def test_psycopg_is_not_needed_with_sqlite(tmp_path: Path) -> None:
    environment = {"POSTBUS_DATA_DIR": str(tmp_path), "POSTBUS_TEST_POSTGRES": ""}
    with Running(["-c", WITHOUT_PSYCOPG], environment=environment) as process:
        assert process.wait_for("woken") == "woken\n"


def test_a_forked_process_hears_for_itself(tmp_path: Path) -> None:
    environment = {"POSTBUS_DATA_DIR": str(tmp_path), "POSTBUS_TEST_POSTGRES": ""}
    telling = 'import django; django.setup()\nfrom eventbox.wakeup import notify; notify("news")'
    code = FORKING.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment) as process:
        process.wait_for("the child waits")
        with Running(["-c", telling], environment=environment) as teller:
            assert teller.process.wait(PATIENCE) == 0, teller.output
        assert process.wait_for("the child is") == "the child is woken\n"
