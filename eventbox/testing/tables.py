"""A picture of the service's own tables, to be compared with another one."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

# Tables of the machinery: how far events have been applied, and who looked at what when.
_NOT_OWN = {"eventbox", "admin", "auth", "contenttypes", "sessions", "messages", "sites"}

_MOST_SHOWN = 20

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """Rows by model label and primary key."""

    rows: dict[tuple[str, str], Row]

    def differences(self, other: "Tables") -> list[str]:
        """What is otherwise in `other`: a line per row, field by field."""
        lines = []
        for key in sorted(self.rows.keys() | other.rows.keys()):
            before, after = self.rows.get(key), other.rows.get(key)
            if before != after:
                lines.append(f"{key[0]} {key[1]}: {_difference(before, after)}")
        return lines


def snapshot(*, ignore: Collection[str] = ()) -> Tables:
    """All rows of all models of the service's own apps, as they are now.

    `ignore` names models ("letters.Letter") and fields ("letters.Letter.written_at") that may
    differ, such as a time at which something was noted; without their key, rows that say the same
    are the same. Raises ValueError where it names none.
    """
    models = list(_own_models())
    _check(ignore, models)
    rows = {}
    for model in models:
        label = model._meta.label
        if label in ignore:
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if f"{label}.{field.name}" not in ignore
        ]
        alike: Counter[str] = Counter()
        for row in model._base_manager.order_by("pk").values("pk", *fields):
            name = str(row.pop("pk"))
            if f"{label}.{model._meta.pk.name}" in ignore:
                alike[content := repr(row)] += 1
                name = f"{content} ({alike[content]})"
            rows[label, name] = row
    return Tables(rows)


def shorten(lines: Iterable[str]) -> str:
    """The lines under each other; of many, the first."""
    every = list(lines)
    rest = [f"… and {len(every) - _MOST_SHOWN} more"] if len(every) > _MOST_SHOWN else []
    return "\n".join(f"  {line}" for line in every[:_MOST_SHOWN] + rest)


def _own_models() -> Iterable[type[Model]]:
    for model in apps.get_models():
        if model._meta.app_label not in _NOT_OWN and model._meta.managed:
            yield model


def _check(ignore: Collection[str], models: Collection[type[Model]]) -> None:
    known = {model._meta.label for model in models}
    known |= {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.concrete_fields
    }
    if unknown := sorted(set(ignore) - known):
        raise ValueError(f"ignore names {unknown[0]!r}, which is no model or field of this service")


def _difference(before: Row | None, after: Row | None) -> str:
    if before is None:
        return f"is there in addition: {after}"
    if after is None:
        return f"is missing: {before}"
    return ", ".join(
        f"{name} is {after[name]!r} instead of {before[name]!r}"
        for name in before
        if before[name] != after[name]
    )
