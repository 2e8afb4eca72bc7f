"""What is told of an exception helps who looks for the fault, and quotes nothing."""

import json
from typing import cast

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.utils import ConnectionHandler

from eventbox.errors import EventRefused
from eventbox.redaction import headline, trace
from tests.eventbox.diary.models import Entry
from tests.eventbox.failing import failure_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "a text that nobody may read"


def quote() -> None:
    raise ValueError(TEXT)


def quote_over_another() -> None:
    try:
        quote()
    except ValueError as error:
        raise KeyError(TEXT) from error


def break_a_constraint() -> None:
    with transaction.atomic():
        Entry.objects.bulk_create([Entry(event_id=cast(str, None), text=TEXT)])


@pytest.mark.parametrize("work", [quote, quote_over_another, break_a_constraint])
def test_neither_the_line_nor_the_traceback_has_the_message(work: object) -> None:
    assert callable(work)
    error = failure_of(work)
    error.add_note(TEXT)
    assert TEXT not in headline(error) + trace(error)


def test_the_line_names_the_innermost_function_of_the_projects_own() -> None:
    error = failure_of(lambda: json.loads("{"))
    assert headline(error).startswith("JSONDecodeError in tests.eventbox.test_redaction.test_the_")
    assert headline(failure_of(quote)).startswith(
        "ValueError in tests.eventbox.test_redaction.quote, line "
    )


def test_an_exception_that_was_never_raised_is_its_name() -> None:
    assert headline(OperationalError(TEXT)) == "OperationalError"
    assert trace(OperationalError(TEXT)).endswith("OperationalError")


@pytest.mark.only_on("sqlite")
def test_sqlites_own_name_of_the_error_is_told() -> None:
    line = headline(failure_of(break_a_constraint))
    assert line.startswith("IntegrityError (SQLITE_CONSTRAINT_NOTNULL) in tests.eventbox.")


@pytest.mark.only_on("postgres")
def test_postgres_code_and_column_are_told_and_the_row_that_it_quotes_is_not() -> None:
    error = failure_of(break_a_constraint)
    assert isinstance(error, IntegrityError)
    assert TEXT in str(error)  # "Failing row contains (…)"
    assert headline(error).startswith("IntegrityError (23502 event_id) in tests.eventbox.")


@pytest.mark.only_on("postgres")
def test_why_there_is_no_connection_is_told() -> None:
    settings = {**connection.settings_dict, "PORT": "1"}
    unreachable = ConnectionHandler({"default": settings})["default"]
    line = headline(failure_of(unreachable.ensure_connection))
    assert "Connection refused" in line
    assert str(settings["PASSWORD"]) not in line
    assert "\n" not in line


@pytest.mark.only_on("postgres")
def test_a_value_that_postgres_cannot_read_is_not_quoted() -> None:
    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::uuid", [TEXT])

    error = failure_of(work)
    assert TEXT in str(error)
    assert TEXT not in headline(error) + trace(error)
    assert headline(error).startswith("DataError (22P02) in ")


def test_what_eventbox_itself_raises_says_what_to_do() -> None:
    refusal = EventRefused("the bus answered POST /events with 413: too large")
    assert headline(refusal) == "EventRefused: the bus answered POST /events with 413: too large"


def test_the_traceback_has_lines_of_source_and_the_cause_first() -> None:
    lines = trace(failure_of(quote_over_another)).splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines.index("ValueError") < lines.index("This led to:") < lines.index("KeyError")
    assert "    raise ValueError(TEXT)" in lines


def test_a_traceback_without_end_is_cut_short() -> None:
    def dive(depth: int) -> None:
        dive(depth + 1)

    error: BaseException = failure_of(lambda: dive(0))
    for _ in range(100):
        outer = ValueError()
        outer.__cause__ = error
        error = outer
    assert len(trace(error).splitlines()) < 200
