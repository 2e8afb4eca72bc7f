"""SQLite's own ways of not being usable are the database's fault, by the errors that it gives."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import ConnectionHandler

from eventbox.faults import database_at_fault
from tests.eventbox.diary.models import Entry
from tests.eventbox.failing import failure_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]


@contextmanager
def pragma(name: str, value: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        before = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        cursor.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA {name} = {before}")


def write() -> None:
    Entry.objects.create(event_id="e")


def write_much() -> None:
    for _ in range(100):
        Entry.objects.create(event_id="e", text="x" * 100_000)


def locked() -> Exception:
    with pragma("busy_timeout", 1):
        other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            return failure_of(write)
        finally:
            other.close()


def full() -> Exception:
    with pragma("max_page_count", 1):  # as many as there are: no more may come
        return failure_of(write_much)


def read_only() -> Exception:
    with pragma("query_only", 1):
        return failure_of(write)


def interrupted() -> Exception:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    connection.ensure_connection()
    raw = connection.connection
    stop = threading.Event()

    def interrupt() -> None:
        while not stop.wait(0.01):
            raw.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        return failure_of(lambda: connection.cursor().execute(endless))
    finally:
        stop.set()
        thread.join(10)


def gone(tmp_path: Path) -> Exception:
    settings = {**connection.settings_dict, "NAME": tmp_path / "no" / "such" / "folder.sqlite3"}
    return failure_of(ConnectionHandler({"default": settings})["default"].ensure_connection)


def damaged(tmp_path: Path) -> Exception:
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    settings = {**connection.settings_dict, "NAME": path}
    return failure_of(ConnectionHandler({"default": settings})["default"].ensure_connection)


@pytest.mark.parametrize("fault", [locked, full, read_only, interrupted])
def test_a_database_that_cannot_be_used_is_at_fault(fault: Callable[[], Exception]) -> None:
    error = fault()
    assert isinstance(error, DatabaseError)
    assert database_at_fault(error), error


@pytest.mark.parametrize("fault", [gone, damaged])
def test_a_database_that_cannot_be_opened_is_at_fault(
    fault: Callable[[Path], Exception], tmp_path: Path
) -> None:
    error = fault(tmp_path)
    assert isinstance(error, DatabaseError)
    assert database_at_fault(error), error


def test_a_handler_that_goes_on_after_a_fault_of_the_database_is_not_to_blame() -> None:
    def swallow_and_go_on() -> None:
        with transaction.atomic():
            with contextlib.suppress(DatabaseError):
                write_much()
            Entry.objects.count()

    with pragma("max_page_count", 1):
        error = failure_of(swallow_and_go_on)
    assert isinstance(error, TransactionManagementError)
    assert isinstance(error, ProgrammingError)
    assert database_at_fault(error)
