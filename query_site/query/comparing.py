"""Comparing two projections, row by row, in flat memory, whatever databases they are in."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import Model

from query_site.query.models import Comment, Post

AT_ONCE: Final = 500
COMPARED: Final[list[tuple[type[Model], tuple[str, ...]]]] = [
    (Post, ("state", "title", "created_at", "comment_count", "ready")),
    (Comment, ("post_id", "version", "status", "content", "created_at", "deleted")),
]


def differences(here: str, there: str) -> Iterator[str]:
    """What differs between the projections in the databases of those two aliases, as lines.

    Only names of fields are told, not what stands in them.
    """
    for model, fields in COMPARED:
        name = model.__name__.lower()
        for id, mine, other in _pairs(model, fields, here, there):
            if other is None:
                yield f"{name} {id} is only here"
            elif mine != other:
                unlike = [f for f, a, b in zip(fields, mine, other, strict=True) if a != b]
                yield f"{name} {id} differs in {', '.join(unlike)}"
        for id, _, other in _pairs(model, ("id",), there, here):
            if other is None:
                yield f"{name} {id} is only there"


def _pairs(
    model: type[Model], fields: tuple[str, ...], one: str, other: str
) -> Iterator[tuple[str, tuple[Any, ...], tuple[Any, ...] | None]]:
    """Each row of `one` with its like in `other`: looked up by id, as databases sort unlike."""
    for rows in _portions(model, fields, one):
        likes = _rows(model, fields, other)(id__in=list(rows))
        for id, row in rows.items():
            yield id, row, likes.get(id)


def _portions(
    model: type[Model], fields: tuple[str, ...], alias: str
) -> Iterator[dict[str, tuple[Any, ...]]]:
    last = ""
    rows = _rows(model, fields, alias)
    while some := rows(id__gt=last):
        yield some
        last = list(some)[-1]


def _rows(
    model: type[Model], fields: tuple[str, ...], alias: str
) -> Callable[..., dict[str, tuple[Any, ...]]]:
    """Reads up to AT_ONCE rows by their id."""

    def read(**condition: object) -> dict[str, tuple[Any, ...]]:
        found = model._default_manager.using(alias).filter(**condition).order_by("id")
        return {row[0]: row[1:] for row in found.values_list("id", *fields)[:AT_ONCE]}

    return read
