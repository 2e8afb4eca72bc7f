"""Inserting rows for what the statement costs.

Django's bulk_create makes an expression of every value that is left to the database, and looks
into each of the others: for a row or two that takes several times as long as the INSERT.

SQLite is given row after row. Postgres is given several rows as one JSON text: a statement with a
place for each of their values costs more to be read, by driver and server, than they to be written.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models

from eventbox.statements import places

Names = tuple[str, ...]

_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
"""Fields whose values every database takes as Python has them."""

_WRITTEN_OUT = (date, time, Decimal, UUID)
"""What JSON has no form for, and every database reads as Python writes it."""


def insert(
    rows: Collection[models.Model],
    *,
    ignore_conflicts: bool = False,
    unique: str | None = None,
    update: Names = (),
) -> None:
    """Insert `rows`, all of one model, in order: as bulk_create does, by one statement.

    Keys that count up, and what only has a `db_default`, are left to the database, and the rows
    don't learn of either. No `pre_save` and no signal runs.

    With `ignore_conflicts` a row that a unique index has already is passed over. With `unique`, a
    field, one that has a row's value of it already is given the row's values of the fields
    `update`. Otherwise it raises django.db.IntegrityError.
    """
    if rows:
        model = type(next(iter(rows)))
        names = _names(model)
        values = [attrgetter(*names)(row) for row in rows]
        insert_values(
            model, names, values, ignore_conflicts=ignore_conflicts, unique=unique, update=update
        )


def insert_values(
    model: type[models.Model],
    names: Names,
    rows: Sequence[tuple[Any, ...]],
    *,
    ignore_conflicts: bool = False,
    unique: str | None = None,
    update: Names = (),
) -> None:
    """As `insert`, of rows that are the values of the fields `names`, in their order.

    What is not named is left to the database, whatever default the model has. Raises TypeError for
    a value that Postgres cannot be told in JSON, such as bytes.
    """
    if not rows:
        return
    plan = _plan(model, names, ignore_conflicts, unique, update)
    connection = connections[DEFAULT_DB_ALIAS]
    if plan.prepared:
        rows = [plan.parameters(row, connection) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(plan.by_row, rows)
        elif len(rows) == 1 and plan.is_plain:
            cursor.execute(plan.by_row, rows[0])
        else:
            cursor.execute(plan.at_once, [plan.text(rows)])


@dataclass(frozen=True)
class _Plan:
    by_row: str
    at_once: str
    columns: Names
    is_plain: bool
    """Whether the values need no adapter of the driver's, as those of a JSONField do."""
    prepared: tuple[tuple[int, Callable[[Any, Any], Any]], ...]
    """Places among the values, and what makes of those, and the connection, what it takes."""

    def parameters(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, prepare in self.prepared:
            values[place] = prepare(values[place], connection)
        return tuple(values)

    def text(self, rows: Sequence[tuple[Any, ...]]) -> str:
        """The rows as `at_once` takes them."""
        return _ROWS.encode([dict(zip(self.columns, row, strict=True)) for row in rows])


def _written_out(value: object) -> str:
    if isinstance(value, _WRITTEN_OUT):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON: it cannot be inserted this way")


_ROWS = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_written_out
)


@cache
def _names(model: type[models.Model]) -> Names:
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
        and (field.has_default() or not field.has_db_default())
    )


@cache
def _plan(
    model: type[models.Model],
    names: Names,
    ignore_conflicts: bool,
    unique: str | None,
    update: Names,
) -> _Plan:
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in names}
    connection = connections[DEFAULT_DB_ALIAS]
    columns = {name: f'"{field.column}"' for name, field in fields.items()}
    listed = ", ".join(columns.values())
    typed = ", ".join(f"{columns[name]} {f.db_type(connection)}" for name, f in fields.items())
    beginning = f'INSERT INTO "{model._meta.db_table}" ({listed})'
    end = ""
    if ignore_conflicts:
        end = " ON CONFLICT DO NOTHING"
    elif unique is not None:
        changes = ", ".join(f"{columns[name]} = excluded.{columns[name]}" for name in update)
        end = f" ON CONFLICT ({columns[unique]}) DO UPDATE SET {changes}"
    prepared = [
        (place, _preparing(field))
        for place, field in enumerate(fields.values())
        if not isinstance(field, _AS_THEY_ARE)
    ]
    return _Plan(
        by_row=f"{beginning} VALUES ({places(names)}){end}",
        at_once=f"{beginning} SELECT {listed} FROM json_to_recordset(%s) AS given({typed}){end}",  # noqa: S608
        columns=tuple(field.column for field in fields.values()),
        is_plain=not any(isinstance(field, models.JSONField) for field in fields.values()),
        prepared=tuple(prepared),
    )


def _preparing(field: Any) -> Callable[[Any, Any], Any]:
    """How the database takes the field's values: the field knows, and of most times is not asked.

    It would look into each for an expression, a text, a date and a missing time zone first.
    """

    def moment(value: Any, connection: Any) -> Any:
        if type(value) is datetime and value.tzinfo is not None:
            return connection.ops.adapt_datetimefield_value(value)
        return field.get_db_prep_save(value, connection)

    def member(value: Any, connection: Any) -> Any:
        return field.get_db_prep_save(value, connection) if connection.vendor == "sqlite" else value

    if isinstance(field, models.JSONField):
        return member
    return moment if type(field) is models.DateTimeField else field.get_db_prep_save
