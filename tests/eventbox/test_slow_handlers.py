"""A handler that takes longer than PostgreSQL allows is parked with its key; the others flow."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from eventbox.errors import DatabaseUnavailable
from eventbox.models import Cursor, ParkedEvent
from eventbox.parking import redrive
from eventbox.receiver import receive
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import log_of, window_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgres")]


@contextmanager
def allowing(setting: str, milliseconds: int) -> Iterator[None]:
    """For as long as this lasts, also on connections that are made anew."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {**options, "options": f"-c {setting}={milliseconds}"}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = options


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events whose text begins with "slow" sleep in the database, those with "idle" outside.

    What limits them is set just then, so that nothing else can be too slow for it.
    """
    create = Entry.objects.create

    def create_slowly(**fields: Any) -> Entry:
        with connection.cursor() as cursor:
            if fields["text"].startswith("slow"):
                cursor.execute("SET LOCAL statement_timeout = 50")
                cursor.execute("SELECT pg_sleep(60)")
            if fields["text"].startswith("idle"):
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
                wait_for_the_end_of_the_session()
        return create(**fields)

    monkeypatch.setattr(Entry.objects, "create", create_slowly)


def wait_for_the_end_of_the_session() -> None:
    """Until the server has ended it, do nothing in the transaction that is open."""
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    pid = connection.connection.info.backend_pid
    tick = threading.Event()
    with other.cursor() as cursor:
        while True:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
            if cursor.fetchone() is None:
                break
            tick.wait(0.02)
    other.close()


def not_longer_for_the_cursor(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Lets the statement that takes the cursor's row wait a moment for it, and no other."""
    if sql.startswith("UPDATE eventbox_cursor"):
        context["connection"].connection.execute("SET LOCAL statement_timeout = 50")
    return execute(sql, params, many, context)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("text", ["slow:1", "idle:1"])
def test_its_key_is_parked_in_order_and_the_others_flow(text: str) -> None:
    key = text.partition(":")[0]
    events = log_of("a:1", text, "b:1", f"{key}:2", "a:2")
    assert receive(window_of(events)).status == 200
    assert list(Entry.objects.order_by("id").values_list("text", flat=True)) == [
        *("a:1", "b:1", "a:2")
    ]
    assert [row.subject for row in ParkedEvent.objects.order_by("id")] == [text, f"{key}:2"]
    assert Cursor.objects.get().position == 5
    assert redrive("diary", key) == 0  # tried again, no faster
    first = ParkedEvent.objects.order_by("id")[0]
    assert (first.subject, first.attempts) == (text, 2)


def test_who_cannot_have_the_cursor_in_time_parks_nothing() -> None:
    assert receive(window_of(log_of("a:1"), upto=1)).status == 200
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM eventbox_cursor FOR UPDATE")
        with (
            connection.execute_wrapper(not_longer_for_the_cursor),
            pytest.raises(DatabaseUnavailable, match="locked for too long"),
        ):
            receive(window_of(log_of("a:1", "a:2"), after=1))
    finally:
        other.close()
    assert not ParkedEvent.objects.exists()
    assert Cursor.objects.get().position == 1


def test_a_lock_that_another_one_holds_parks_nothing() -> None:
    other = ConnectionHandler({"default": connection.settings_dict})["default"]
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE diary_entry")
        with allowing("lock_timeout", 200), pytest.raises(DatabaseUnavailable):
            receive(window_of(log_of("a:1")))
    finally:
        other.close()
    assert not ParkedEvent.objects.exists()
    assert receive(window_of(log_of("a:1"))).status == 200
