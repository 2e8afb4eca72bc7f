"""Wake-ups between processes on PostgreSQL: never too early, never a reason to fail."""

import queue
import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import dj_database_url
import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from eventbox import listening, wakeup
from eventbox.listening import Notifications
from eventbox.wakeup import Waiter, notify, wake_local
from tests.eventbox.processes import PATIENCE, Running, wait_until
from tests.eventbox.test_datagrams import NOTIFYING_PROCESS, WAITING_PROCESS
from tests.system.postgres import ObservedServer

pytestmark = [
    pytest.mark.django_db,  # lets the connections below be made
    pytest.mark.only_on("postgres"),
]

_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[ObservedServer]:
    with ObservedServer() as server:
        yield server


class Place:
    """A database of a test's own, this thread's connection to it, and a process that listens."""

    def __init__(self, server: ObservedServer) -> None:
        self.server = server
        self.name = f"wake{next(_numbers)}"
        self.url = server.create_database(self.name)
        self.heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.connection = connected(self.url)

    def way(self) -> Notifications:
        """As another process has it."""
        return Notifications(self.connection, self.heard.put)

    def hears(self) -> str | None:
        return self.heard.get(timeout=PATIENCE)


class Waiting:
    """Somebody who waits."""


def connected(url: str) -> BaseDatabaseWrapper:
    return ConnectionHandler({"default": dict(dj_database_url.parse(url))})["default"]


@pytest.fixture
def place(server: ObservedServer) -> Iterator[Place]:
    """A place where this process is, too: what it tells and waits for goes that way."""
    place = Place(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listening, "PATIENCE", PATIENCE)
        patch.setattr(listening, "connection", place.connection)
        patch.setattr(transaction, "get_connection", lambda using=None: place.connection)
        patch.setattr(wakeup, "connection", place.connection)
        patch.setattr(wakeup, "_ways", {})
        yield place
    place.connection.close()


def test_a_process_wakes_another_one(place: Place) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "posts_site.settings", "DATABASE_URL": place.url}
    code = WAITING_PROCESS.format(patience=PATIENCE)
    with Running(["-c", code], environment=environment) as waiting:
        waiting.wait_for("waiting")
        with Running(["-c", NOTIFYING_PROCESS], environment=environment) as notifying:
            assert notifying.process.wait(PATIENCE) == 0, notifying.output
        assert waiting.wait_for("woken") == "woken\n"


def test_what_another_process_tells_wakes_who_waits_on_that_channel(place: Place) -> None:
    waiter, other = Waiter("a"), Waiter("b")
    place.way().send("a")
    assert waiter.wait(PATIENCE)
    assert not other.wait(0)


def test_a_process_does_not_hear_itself(place: Place) -> None:
    waiting, own = Waiting(), place.way()
    own.listen(waiting)
    assert place.hears() is None
    own.send("own")
    place.way().send("another's")
    assert place.hears() == "another's"


def test_what_comes_close_together_wakes_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested = threading.Semaphore(0)
    monkeypatch.setattr(listening, "sleep", lambda seconds: rested.acquire(timeout=PATIENCE))
    way, waiter = place.way(), Waiting()
    way.listen(waiter)
    assert place.hears() is None
    notify("first")
    assert place.hears() == "first"  # at once
    with transaction.atomic(), place.connection.cursor() as cursor:  # so that they come at once
        for payload in ("somebody news", "somebody other", "another news"):
            cursor.execute("SELECT pg_notify(%s, %s)", [listening.CHANNEL, payload])
    rested.release()
    assert sorted([place.hears() or "", place.hears() or ""]) == ["news", "other"]
    notify("last")
    rested.release()
    assert place.hears() == "last"


def test_nobody_is_woken_before_the_commit(place: Place) -> None:
    waiting, teller = Waiting(), place.way()
    place.way().listen(waiting)
    assert place.hears() is None
    with transaction.atomic():
        teller.send("committed")
        on_another_connection(place, "first")
        assert place.hears() == "first"
    assert place.hears() == "committed"


def test_no_notify_is_part_of_a_transaction(place: Place) -> None:
    told: list[bool] = []

    def note(execute: Callable[..., Any], *call: Any) -> Any:
        told.append(place.connection.in_atomic_block)
        return execute(*call)

    with place.connection.execute_wrapper(note), transaction.atomic():
        place.way().send("news")
    assert told == [False]


def test_what_is_rolled_back_wakes_nobody(place: Place) -> None:
    waiting, teller = Waiting(), place.way()
    place.way().listen(waiting)
    assert place.hears() is None
    with transaction.atomic():
        teller.send("rolled back")
        place.connection.set_rollback(True)
    teller.send("next")
    assert place.hears() == "next"


def test_one_database_does_not_wake_another(place: Place, server: ObservedServer) -> None:
    waiting, another = Waiting(), Place(server)
    place.way().listen(waiting)
    assert place.hears() is None
    on_another_connection(another, "theirs")
    on_another_connection(place, "ours")
    assert place.hears() == "ours"
    another.connection.close()


def test_after_a_lost_connection_everybody_is_woken_and_news_comes_again(place: Place) -> None:
    waiter, other = Waiter("a"), Waiter("b")
    [before] = place.server.listeners(place.name)
    place.server.rows("postgres", "SELECT pg_terminate_backend(%s)", before)
    assert waiter.wait(PATIENCE)
    assert other.wait(PATIENCE)
    assert place.server.listeners(place.name) != [before]
    place.way().send("a")
    assert waiter.wait(PATIENCE)


def test_a_server_that_is_away_is_waited_for(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    waiter = Waiter("a")
    place.server.stop()
    wait_until(lambda: "polling meanwhile" in caplog.text, "the loss is noted")
    notify("a")
    assert waiter.wait(0), "within the process it needs no server"
    late = Waiter("a")
    place.server.start()
    place.connection.close()
    assert waiter.wait(PATIENCE)
    assert late.wait(PATIENCE)


def test_telling_never_fails(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.connection.ensure_connection()
    place.server.cut_off(place.name)
    place.way().send("a")
    nowhere = connected("postgres://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(listening, "connection", nowhere)
    place.way().send("a")


def test_one_connection_serves_all_waiters_of_a_process(place: Place) -> None:
    waiters = [Waiter(channel) for channel in ("a", "b", "c")]
    assert len(place.server.listeners(place.name)) == 1
    del waiters


def test_when_nobody_waits_nobody_listens_and_the_database_can_be_dropped(place: Place) -> None:
    waiter = Waiter("a")
    assert place.server.listeners(place.name)
    del waiter
    place.connection.close()
    place.server.rows("postgres", f"DROP DATABASE {place.name}")


def test_who_waits_later_is_heard_again(place: Place) -> None:
    waiter = Waiter("a")
    del waiter
    wait_until(lambda: not place.server.listeners(place.name), "nobody listens")
    waiter = Waiter("a")
    place.way().send("a")
    assert waiter.wait(PATIENCE)


def test_a_pool_lends_it_no_connection(place: Place) -> None:
    place.connection.settings_dict["OPTIONS"]["pool"] = {"max_size": 1}
    own = listening._own_connection(place.connection)
    assert "pool" not in own.settings_dict["OPTIONS"]


def test_the_project_s_own_options_of_the_connection_are_kept(place: Place) -> None:
    place.connection.settings_dict["OPTIONS"]["application_name"] = "ours"
    own = listening._own_connection(place.connection)
    assert own.settings_dict["OPTIONS"]["application_name"] == "ours"
    assert own.settings_dict["OPTIONS"]["keepalives_idle"] == 30


def test_polling_it_is_with_an_older_psycopg(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.backends.postgresql.psycopg_any.is_psycopg3", False)
    waiter = Waiter("a")
    assert wakeup._ways == {}
    wake_local("a")
    assert waiter.wait(0)


def on_another_connection(place: Place, channel: str) -> None:
    place.server.rows(
        place.name, "SELECT pg_notify(%s, %s)", listening.CHANNEL, f"another {channel}"
    )
