"""A handler's failure is told from a database that cannot be used, by errors that SQLite gives."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.transaction import TransactionManagementError

from eventbox.faults import database_at_fault
from tests.eventbox.diary.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def failure_of(work: Callable[[], object]) -> Exception:
    try:
        work()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


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
        return failure_of(lambda: run(endless))
    finally:
        stop.set()
        thread.join(10)


def gone(tmp_path: Path) -> Exception:
    from django.db.utils import ConnectionHandler

    settings = {**connection.settings_dict, "NAME": tmp_path / "no" / "such" / "folder.sqlite3"}
    return failure_of(ConnectionHandler({"default": settings})["default"].ensure_connection)


def damaged(tmp_path: Path) -> Exception:
    from django.db.utils import ConnectionHandler

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


def violate() -> None:
    Entry.objects.bulk_create([Entry(id=1, event_id="e"), Entry(id=1, event_id="e")])


def dangle() -> None:
    Entry.objects.create(event_id="e", about_id=12345)


def overflow() -> None:
    Entry.objects.create(id=2**70, event_id="e")


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (lambda: run("SELECT * FROM no_such_table"), OperationalError),
        (lambda: run("SELECT no_such_column FROM diary_entry"), OperationalError),
        (lambda: run("SELEC 1"), OperationalError),
        (violate, IntegrityError),
        (dangle, IntegrityError),
        (overflow, OverflowError),
        (lambda: Entry.objects.get(text="not there"), Entry.DoesNotExist),
        (lambda: dict[str, str]()["missing"], KeyError),
    ],
    ids=["table", "column", "syntax", "unique", "foreign key", "overflow", "no row", "key"],
)
def test_a_handler_that_uses_it_wrongly_is_at_fault_itself(
    work: Callable[[], object], kind: type[Exception]
) -> None:
    error = failure_of(work)
    assert isinstance(error, kind)
    assert not database_at_fault(error), error


def test_a_lost_connection_is_the_databases_fault() -> None:
    assert database_at_fault(InterfaceError("connection already closed"))
    assert database_at_fault(OperationalError("server closed the connection unexpectedly"))


class _Postgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "at_fault"),
    [
        ("08006", True),  # connection failure
        ("40001", True),  # serialization failure
        ("40P01", True),  # deadlock
        ("53100", True),  # disk full
        ("57P01", True),  # admin shutdown
        ("55P03", True),  # lock not available
        ("25006", True),  # read-only transaction
        ("23505", False),  # unique violation
        ("42P01", False),  # undefined table
        ("22001", False),  # string too long
        ("25P02", False),  # in failed transaction
    ],
)
def test_postgres_tells_by_its_code(state: str, at_fault: bool) -> None:
    error = OperationalError("told by the code alone")
    error.__cause__ = _Postgres(state)
    assert database_at_fault(error) is at_fault


def test_a_handlers_own_exception_over_a_fault_of_the_database_is_the_databases() -> None:
    def wrap() -> None:
        try:
            raise locked()
        except DatabaseError as error:
            raise ValueError("no such post") from error

    def replace() -> None:
        try:
            raise locked()
        except DatabaseError:
            raise ValueError("no such post")  # noqa: B904  (the point)

    def disown() -> None:
        try:
            raise locked()
        except DatabaseError:
            raise ValueError("no such post") from None

    assert database_at_fault(failure_of(wrap))
    assert database_at_fault(failure_of(replace))
    assert not database_at_fault(failure_of(disown))


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


def test_causes_that_run_in_a_circle_come_to_an_end() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert not database_at_fault(first)
