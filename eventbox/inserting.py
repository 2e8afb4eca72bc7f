"""Inserting rows for what the statement costs.

Django's bulk_create makes an expression of every value that is left to the database, and looks
into each of the others: for a row or two that takes several times as long as the INSERT.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField)
"""Fields whose values every database takes as Python has them."""


def insert(rows: Collection[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert `rows`, all of one model, in order: as bulk_create does, by one statement.

    Keys that count up, and what only has a `db_default`, are left to the database, and the rows
    don't learn of either. No `pre_save` and no signal runs. With `ignore_conflicts` a row that a
    unique index has already is passed over; otherwise it raises django.db.IntegrityError.
    """
    if not rows:
        return
    plan = _plan(type(next(iter(rows))))
    statement = plan.statement + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    parameters = [plan.parameters(row) for row in rows]
    with connection.cursor() as cursor:
        if len(parameters) == 1:  # for many, psycopg opens a pipeline, which costs a round trip
            cursor.execute(statement, parameters[0])
        else:
            cursor.executemany(statement, parameters)


@dataclass(frozen=True)
class _Plan:
    statement: str
    values: "attrgetter[Any]"
    prepared: "tuple[tuple[int, models.Field[Any, Any]], ...]"
    """Places among the values, and the fields that know how the database takes those."""

    def parameters(self, row: models.Model) -> list[Any]:
        values = list(self.values(row))
        for place, field in self.prepared:
            values[place] = field.get_db_prep_save(values[place], connection)
        return values


@cache
def _plan(model: type[models.Model]) -> _Plan:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
        and (field.has_default() or not field.has_db_default())
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    return _Plan(
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})",  # noqa: S608
        attrgetter(*(field.attname for field in fields)),
        tuple((i, field) for i, field in enumerate(fields) if not isinstance(field, _AS_THEY_ARE)),
    )
