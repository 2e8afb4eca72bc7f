"""Statements that are written out: those that run for every batch or request.

The ORM takes several times as long to put one of them together as the database to answer it.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

_NOW = {"sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"}


def run(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that a SELECT or a RETURNING answers, as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def change(statement: str, parameters: Sequence[Any] = ()) -> int:
    """How many rows an UPDATE or a DELETE has changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        count: int = cursor.rowcount
    return count


def as_time(value: datetime) -> datetime:
    """A row's time as the ORM gives it: what SQLite has is in UTC, and does not say so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def places(values: Collection[Any]) -> str:
    """A place for each of the values, as IN takes them."""
    return ", ".join(["%s"] * len(values))


def now() -> str:
    """The database's time, as Django's `Now()` writes it."""
    return _NOW.get(connection.vendor, "STATEMENT_TIMESTAMP()")
