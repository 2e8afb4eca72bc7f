"""The rows of the table, a file for each."""

from importlib import import_module
from pkgutil import iter_modules

from bench.row import Row


def all_rows() -> list[Row]:
    """Every ROW of this folder, by number."""
    names = [module.name for module in iter_modules(__path__) if module.name.startswith("row_")]
    rows = [import_module(f"{__name__}.{name}").ROW for name in names]
    return sorted(rows, key=lambda row: row.number)
