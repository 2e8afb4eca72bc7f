"""Inserting rows for what the statement costs.

Django's bulk_create makes an expression of every value that is left to the database, and looks
into each of the others: for a row or two that takes several times as long as the INSERT.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from eventbox.statements import places

Names = tuple[str, ...]

_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
"""Fields whose values every database takes as Python has them."""

_AT_ONCE = 500
"""Rows in one statement."""


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

    What is not named is left to the database, whatever default the model has.
    """
    if not rows:
        return
    plan = _plan(model, names, ignore_conflicts, unique, update)
    connection = connections[DEFAULT_DB_ALIAS]
    if plan.prepared:
        rows = [plan.parameters(row, connection) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(plan.statement(1), rows)
            return
        # psycopg's executemany has a round trip for the pipeline, and each row its own statement.
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            cursor.execute(plan.statement(len(some)), [*chain.from_iterable(some)])


@dataclass(frozen=True)
class _Plan:
    beginning: str
    row: str
    end: str
    prepared: tuple[tuple[int, Callable[[Any, Any], Any]], ...]
    """Places among the values, and what makes of those, and the connection, what it takes."""

    def parameters(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, prepare in self.prepared:
            values[place] = prepare(values[place], connection)
        return tuple(values)

    def statement(self, rows: int) -> str:
        return f"{self.beginning} VALUES {', '.join([self.row] * rows)}{self.end}"


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
    columns = {name: f'"{field.column}"' for name, field in fields.items()}
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
        beginning=f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns.values())})',
        row=f"({places(names)})",
        end=end,
        prepared=tuple(prepared),
    )


def _preparing(field: Any) -> Callable[[Any, Any], Any]:
    """How the database takes the field's values: the field knows, and of most times is not asked.

    It would look into each for an expression, a text, a date and a missing time zone first.
    """

    def time(value: Any, connection: Any) -> Any:
        if type(value) is datetime and value.tzinfo is not None:
            return connection.ops.adapt_datetimefield_value(value)
        return field.get_db_prep_save(value, connection)

    return time if type(field) is models.DateTimeField else field.get_db_prep_save
