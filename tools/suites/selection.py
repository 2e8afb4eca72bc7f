"""Which database a pytest run is for, and which tests belong to that run.

    pytest tests/bus_site                       on SQLite
    pytest tests/bus_site --database postgres   on PostgreSQL
    pytest                                      every suite that has a database, on both

A test that is about one database alone says so: `@pytest.mark.only_on("sqlite")`. The other run
deselects it, which pytest counts; nothing is skipped.
"""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tools.suites.layout import DATABASES, SQLITE

OPTION = "--database"
MARKER = "only_on(database): the test is about this database alone: sqlite or postgres"


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, choices=DATABASES, help="the database that the tests are to run on")


def chosen_database(arguments: Sequence[str]) -> str | None:
    """What OPTION says in the arguments, read before pytest itself knows of the option."""
    for argument, following in pairwise([*arguments, ""]):
        if argument == OPTION:
            return following
        if argument.startswith(f"{OPTION}="):
            return argument.removeprefix(f"{OPTION}=")
    return None


def without_option(arguments: Sequence[str]) -> list[str]:
    """The arguments without OPTION and its value."""
    return [
        argument
        for before, argument in pairwise(["", *arguments])
        if OPTION not in (before, argument) and not argument.startswith(f"{OPTION}=")
    ]


class Selection:
    """The pytest plugin that leaves out what belongs to another database's run."""

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        database = config.getoption(OPTION) or SQLITE
        others = [item for item in items if not _belongs(item, database)]
        if others:
            config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if item not in others]


def _belongs(item: pytest.Item, database: str) -> bool:
    for mark in item.iter_markers("only_on"):
        (named,) = mark.args
        if named not in DATABASES:
            raise pytest.UsageError(f"{item.nodeid} is only_on {named!r}, not one of {DATABASES}")
        if named != database:
            return False
    return True
