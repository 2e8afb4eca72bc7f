"""A service's own database as the tests handle it: its URL, statements, copies, removal.

    copy = system.database("query").copy()
    ...
    system.database("query").restore(copy)  # also while the service runs

SQLite's is a file, PostgreSQL's a database on the server of the run; `new_database` chooses.
"""

import shutil
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import psycopg

from tools.postgres.databases import Databases
from tools.suites.postgres import databases_of_this_run

Row = tuple[Any, ...]


class Database(Protocol):
    @property
    def vendor(self) -> str:
        """sqlite or postgres."""

    @property
    def url(self) -> str:
        """As DATABASE_URL takes it."""

    def execute(self, statement: str) -> None: ...

    def read(self, query: str) -> Sequence[Row]: ...

    def copy(self) -> Self:
        """A copy as it stands now, which nothing changes any more."""

    def restore(self, copy: Self) -> None:
        """Put the copy's content in its place, whether or not a service has it open."""

    def empty(self) -> None:
        """Take everything away, as a lost disk does; the service that owns it is not running."""

    def take_away(self) -> None:
        """Nobody can open it any more, as when its disk or its server is gone."""

    def remove(self) -> None:
        """At the end: nothing of it is left."""


def new_database(folder: Path, name: str) -> Database:
    """An empty database for a service, of the kind that this run is on; a file lies in `folder`."""
    if databases := databases_of_this_run():
        return PostgresDatabase.made(databases, name)
    return SQLiteDatabase(folder / f"{name}.sqlite3")


@dataclass(frozen=True)
class SQLiteDatabase:
    path: Path
    vendor: str = "sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            connection.execute(statement)
            connection.commit()

    def read(self, query: str) -> Sequence[Row]:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def copy(self) -> Self:
        copy = type(self)(self.path.with_name(f"{uuid.uuid4().hex}.sqlite3"))
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.path, copy.path)
        return copy

    def restore(self, copy: Self) -> None:
        with (
            closing(sqlite3.connect(copy.path)) as source,
            closing(sqlite3.connect(self.path, timeout=30)) as target,
        ):
            source.backup(target)

    def empty(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def take_away(self) -> None:
        self.path.rename(self.path.with_suffix(".gone"))
        self.path.mkdir()

    def remove(self) -> None:
        if not self.path.is_dir():
            self.empty()


@dataclass(frozen=True)
class PostgresDatabase:
    databases: Databases
    name: str
    vendor: str = "postgres"

    @classmethod
    def made(cls, databases: Databases, stem: str, *, template: str = "template0") -> Self:
        """A new database, whose name begins with `stem` and is nobody else's."""
        name = f"{stem}_{uuid.uuid4().hex[:12]}"
        databases.create_database(name, template=template)
        return cls(databases, name)

    @property
    def url(self) -> str:
        return self.databases.url(self.name)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def read(self, query: str) -> Sequence[Row]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def copy(self) -> Self:
        return self.made(self.databases, "copy", template=self.name)

    def restore(self, copy: Self) -> None:
        self.databases.drop_database(self.name)
        self.databases.create_database(self.name, template=copy.name)

    def empty(self) -> None:
        self.databases.drop_database(self.name)
        self.databases.create_database(self.name)

    def take_away(self) -> None:
        self.databases.admit(self.name, False)

    def remove(self) -> None:
        self.databases.drop_database(self.name)
