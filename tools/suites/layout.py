"""Which test suites there are, and with which Django settings each of them runs.

A suite is a folder of `tests/`. Its settings are `tests/<suite>/settings.py` where that file is
there, else those of the service that it is named after, else none. What has a database is run
twice, on SQLite and on PostgreSQL: that are the suites with settings and those that start services.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

# The suites that start real processes take longest; begun first, they leave no long tail.
SLOW_FIRST = ("faults", "system", "deploy", "browser", "docs", "tools")

STARTING_SERVICES = ("faults", "system")
SQLITE, POSTGRES = DATABASES = ("sqlite", "postgres")


@dataclass(frozen=True)
class Suite:
    """`settings` are None where the tests need no Django."""

    name: str
    settings: str | None
    database: str = SQLITE

    @property
    def title(self) -> str:
        return self.name if self.database == SQLITE else f"{self.name}@{self.database}"

    @property
    def has_database(self) -> bool:
        return self.settings is not None or self.name in STARTING_SERVICES


def on_databases(suites: Iterable[Suite], chosen: str | None) -> list[Suite]:
    """`suites` on the `chosen` database, or each that has a database on both.

    What has none is left out where PostgreSQL is chosen, for it would prove nothing about it.
    """
    wanted = (chosen,) if chosen else DATABASES
    return [
        replace(suite, database=database)
        for suite in suites
        for database in wanted
        if database == SQLITE or suite.has_database
    ]


def all_suites(root: Path) -> list[Suite]:
    """Every suite under `root`/tests, in the order in which to begin them."""
    names = [
        folder.name
        for folder in (root / "tests").iterdir()
        if folder.is_dir() and any(folder.rglob("*.py"))
    ]
    return [_suite(root, name) for name in sorted(names, key=_begin_order)]


def suites_of(paths: Iterable[str], *, cwd: Path, root: Path) -> list[Suite]:
    """The suites that pytest's positional arguments reach; a folder above `tests/` reaches all.

    Without an argument the working directory stands for one. Paths outside `root` reach none.
    """
    tests = root / "tests"
    reached: set[str] = set()
    for path in list(paths) or [str(cwd)]:
        place = (cwd / path.split("::")[0]).resolve()
        if place == tests or place in tests.parents:
            return all_suites(root)
        if tests in place.parents:
            reached.add(place.relative_to(tests).parts[0])
    return [suite for suite in all_suites(root) if suite.name in reached]


def _suite(root: Path, name: str) -> Suite:
    for package in (f"tests/{name}", name):
        if (root / package / "settings.py").is_file():
            return Suite(name, f"{package.replace('/', '.')}.settings")
    return Suite(name, None)


def _begin_order(name: str) -> tuple[int, str]:
    return (SLOW_FIRST.index(name) if name in SLOW_FIRST else len(SLOW_FIRST), name)
