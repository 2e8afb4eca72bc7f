"""Rows come into the database as bulk_create would put them there."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from eventbox.inserting import insert, insert_values
from eventbox.models import Backfill, Cursor, OutboxEvent, ParkedEvent
from eventbox.statements import run

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)


def outbox(id: str, **fields: object) -> OutboxEvent:
    return OutboxEvent(event_id=id, type="Noted", key="k", envelope="{}", **fields)


def test_defaults_are_the_models_or_the_databases() -> None:
    insert([outbox("1"), outbox("2", partition=7, sent_at=WHEN)])
    first, second = OutboxEvent.objects.order_by("id")
    assert (first.partition, first.subject, first.last_error, first.sent_at) == (0, "", "", None)
    assert first.created_at is not None
    assert (second.partition, second.sent_at) == (7, WHEN)


def test_rows_come_in_their_order() -> None:
    insert([outbox(str(n)) for n in range(1_200)])
    ids = OutboxEvent.objects.order_by("id").values_list("event_id", flat=True)
    assert list(ids) == [str(n) for n in range(1_200)]


def test_values_that_the_database_has_otherwise_come_back_as_they_were() -> None:
    insert([Cursor(subscription="c", log="l", types=["A", "Ä"], heard_at=WHEN)])
    cursor = Cursor.objects.get()
    assert (cursor.types, cursor.heard_at, cursor.event_id) == (["A", "Ä"], WHEN, None)


@pytest.mark.parametrize(
    "when",
    [WHEN, WHEN.replace(microsecond=0), WHEN.astimezone(timezone(timedelta(hours=5.5))), None],
)
def test_a_time_is_written_as_django_writes_it(when: datetime | None) -> None:
    insert([outbox("ours", sent_at=when)])
    outbox("django's", sent_at=when).save()
    ours, djangos = run("SELECT sent_at FROM eventbox_outboxevent ORDER BY id")
    assert ours == djangos
    if connection.vendor == "sqlite":
        statement = "SELECT CAST(sent_at AS TEXT) AS text FROM eventbox_outboxevent ORDER BY id"
        ours, djangos = run(statement)
        assert ours == djangos


def test_a_value_that_is_too_long_is_never_cut() -> None:
    with suppress(DataError), transaction.atomic():  # SQLite takes it
        insert([outbox("x" * 300)])
    assert set(OutboxEvent.objects.values_list("event_id", flat=True)) <= {"x" * 300}


def test_a_text_that_only_one_database_takes_is_never_changed() -> None:
    with suppress(DataError), transaction.atomic():
        insert([outbox("1", subject="a\x00b")])
    assert set(OutboxEvent.objects.values_list("subject", flat=True)) <= {"a\x00b"}


def test_signs_that_mean_something_in_a_statement_mean_nothing_in_a_value() -> None:
    text = "%s '; DROP TABLE x; -- \\ \\u0041 \"} \n\t % ☃ \U0001f35e"
    insert([ParkedEvent(subscription="c", key=text, event_id="1", type="A", envelope=text)])
    parked = ParkedEvent.objects.get()
    assert (parked.key, parked.envelope) == (text, text)


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_that_is_there_is_refused(number: int) -> None:
    insert([outbox("0")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([outbox(str(n)) for n in range(number)])
    assert OutboxEvent.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_that_is_there_is_passed_over(number: int) -> None:
    insert([outbox("0", partition=5)])
    insert([outbox(str(n)) for n in range(number)], ignore_conflicts=True)
    assert OutboxEvent.objects.count() == number
    assert OutboxEvent.objects.get(event_id="0").partition == 5


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_that_is_there_is_given_the_new_values(number: int) -> None:
    insert([outbox("0", subject="old", partition=5)])
    rows = [outbox(str(n), subject="new", partition=6) for n in range(number)]
    insert(rows, unique="event_id", update=("subject",))
    row = OutboxEvent.objects.get(event_id="0")
    assert (row.subject, row.partition, OutboxEvent.objects.count()) == ("new", 5, number)


def test_values_without_a_row_leave_the_rest_to_the_database() -> None:
    names = ("subscription", "type", "position")
    insert_values(Backfill, names, [("c", "A", 3), ("c", "B", 2**62)])
    assert list(Backfill.objects.order_by("id").values_list(*names)) == [
        ("c", "A", 3),
        ("c", "B", 2**62),
    ]


def test_nothing_is_nothing() -> None:
    insert([])
    insert_values(Backfill, ("type",), [])
    assert not Backfill.objects.exists()
