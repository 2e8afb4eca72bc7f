"""PostgreSQL's own ways of not being usable are the database's fault, by the errors it gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ConnectionHandler

from eventbox.faults import database_at_fault
from tests.eventbox.diary.models import Entry
from tests.eventbox.failing import failure_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgres")]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    run(f"SET {name} = {value}")
    try:
        yield
    finally:
        run(f"RESET {name}")


def locked() -> Exception:
    # The handler itself is given the error, as Django has it: a table that another one holds.
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE diary_entry")
        with setting("lock_timeout", "50"):
            return failure_of(lambda: Entry.objects.create(event_id="e"))
    finally:
        other.close()


def read_only() -> Exception:
    with setting("default_transaction_read_only", "on"):
        return failure_of(lambda: Entry.objects.create(event_id="e"))


def ended() -> Exception:
    """The server ends this session, as it does when it stops."""
    error = failure_of(lambda: run("SELECT pg_terminate_backend(pg_backend_pid())"))
    connection.close()
    return error


def deadlocked() -> Exception:
    return failure_of(lambda: run("DO $$ BEGIN RAISE deadlock_detected; END $$"))


def lost_in_a_transaction() -> Exception:
    def write_after_the_loss() -> None:
        with transaction.atomic():
            with pytest.raises(DatabaseError):
                run("SELECT pg_terminate_backend(pg_backend_pid())")
            Entry.objects.create(event_id="e")

    error = failure_of(write_after_the_loss)
    connection.close()
    return error


def connecting(**changed: object) -> Exception:
    settings = {**connection.settings_dict, **changed}
    return failure_of(ConnectionHandler({"default": settings})["default"].ensure_connection)


@pytest.mark.parametrize("fault", [locked, read_only, ended, deadlocked, lost_in_a_transaction])
def test_a_database_that_cannot_be_used_is_at_fault(fault: Callable[[], Exception]) -> None:
    error = fault()
    assert isinstance(error, DatabaseError)
    assert database_at_fault(error), error


@pytest.mark.parametrize(
    "changed",
    [{"NAME": "no_such_database"}, {"PORT": "1"}, {"PASSWORD": "wrong"}],
    ids=["gone", "down", "closed to us"],
)
def test_a_database_that_cannot_be_opened_is_at_fault(changed: dict[str, object]) -> None:
    error = connecting(**changed)
    assert isinstance(error, DatabaseError)
    assert database_at_fault(error), error
