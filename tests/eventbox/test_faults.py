"""A handler that uses the database wrongly is told from a database that cannot be used."""

from collections.abc import Callable

import pytest
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

from eventbox.errors import DatabaseUnavailable
from eventbox.faults import database_at_fault
from tests.eventbox.diary.models import Entry
from tests.eventbox.failing import failure_of

pytestmark = pytest.mark.django_db(transaction=True)

WRONG_SQL = (OperationalError, ProgrammingError)  # as SQLite and as PostgreSQL call it


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def violate() -> None:
    Entry.objects.bulk_create([Entry(id=1, event_id="e"), Entry(id=1, event_id="e")])


def dangle() -> None:
    Entry.objects.create(event_id="e", about_id=12345)


def overflow() -> None:
    Entry.objects.create(id=2**70, event_id="e")


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (lambda: run("SELECT * FROM no_such_table"), WRONG_SQL),
        (lambda: run("SELECT no_such_column FROM diary_entry"), WRONG_SQL),
        (lambda: run("SELEC 1"), WRONG_SQL),
        (violate, IntegrityError),
        (dangle, IntegrityError),
        (overflow, (OverflowError, DataError)),
        (lambda: Entry.objects.get(text="not there"), Entry.DoesNotExist),
        (lambda: dict[str, str]()["missing"], KeyError),
    ],
    ids=["table", "column", "syntax", "unique", "foreign key", "overflow", "no row", "key"],
)
def test_a_handler_that_uses_it_wrongly_is_at_fault_itself(
    work: Callable[[], object], kind: type[Exception] | tuple[type[Exception], ...]
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
        ("57014", False),  # statement timeout: the next try would take as long
        ("25P03", False),  # idle in transaction for too long
        ("25P04", False),  # transaction timeout
    ],
)
def test_postgres_tells_by_its_code(state: str, at_fault: bool) -> None:
    error = OperationalError("told by the code alone")
    error.__cause__ = _Postgres(state)
    assert database_at_fault(error) is at_fault


def test_where_the_cursor_cannot_be_had_in_time_it_is_the_databases_fault() -> None:
    slow = OperationalError("statement timeout")
    slow.__cause__ = _Postgres("57014")
    error = DatabaseUnavailable("the cursor is locked for too long")
    error.__cause__ = slow
    assert database_at_fault(error)


def test_a_handlers_own_exception_over_a_fault_of_the_database_is_the_databases() -> None:
    def wrap() -> None:
        try:
            raise OperationalError("database is locked")
        except DatabaseError as error:
            raise ValueError("no such post") from error

    def replace() -> None:
        try:
            raise OperationalError("database is locked")
        except DatabaseError:
            raise ValueError("no such post")  # noqa: B904  (the point)

    def disown() -> None:
        try:
            raise OperationalError("database is locked")
        except DatabaseError:
            raise ValueError("no such post") from None

    assert database_at_fault(failure_of(wrap))
    assert database_at_fault(failure_of(replace))
    assert not database_at_fault(failure_of(disown))


def test_causes_that_run_in_a_circle_come_to_an_end() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert not database_at_fault(first)
