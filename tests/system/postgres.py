"""A real PostgreSQL server for tests, on a port and in a folder of its own.

    with PostgresServer() as server:
        url = server.create_database("posts")

Its programs are those on the PATH. They refuse to run as root; then another user runs them.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.system.ports import LeasedPort
from tests.system.waiting import PATIENCE

OTHER_USERS = ("postgres", "nobody")

_SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "300"}


class PostgresServer:
    """Started on entering, gone with its data on leaving; it keeps both when stopped between."""

    def __init__(self) -> None:
        self._initdb, self._pg_ctl = _program("initdb"), _program("pg_ctl")
        self._user = None if os.getuid() else _other_user()
        self._folder = Path(tempfile.mkdtemp(prefix="postbus-pg-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        self._data = self._folder / "data"
        self._port = LeasedPort()
        self._run(self._initdb, "-D", str(self._data), "-U", "postbus", "-A", "trust", "-E", "UTF8")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        settings = {**_SETTINGS, "port": str(self._port.number)}
        settings["unix_socket_directories"] = str(self._folder)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = str(self._folder / "log")
        self._run(self._pg_ctl, "-D", str(self._data), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it; whoever is connected is cut off."""
        self._stop("fast")

    def stop_immediate(self) -> None:
        """Stop it as a crash would: it recovers from its log when it starts."""
        self._stop("immediate")

    def close(self) -> None:
        """Stop it if it runs, and remove its data."""
        if (self._data / "postmaster.pid").exists():
            self.stop_immediate()
        self._port.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_database(self, name: str) -> str:
        """Make an empty database; its DATABASE_URL."""
        self.rows("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, name: str) -> str:
        """The DATABASE_URL of the database `name`."""
        return f"postgres://postbus@127.0.0.1:{self._port.number}/{name}"

    def rows(self, database: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own; what it returns."""
        with (
            closing(psycopg.connect(self.url(database), autocommit=True)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def cut_off(self, database: str) -> int:
        """End every connection to the database but this one; how many there were."""
        sql = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = %s AND pid <> pg_backend_pid()"""
        [(count,)] = self.rows("postgres", sql, database)
        return int(count)

    def listeners(self, database: str) -> list[int]:
        """The process ids of the connections that wait for NOTIFY in the database."""
        sql = """SELECT pid FROM pg_stat_activity
            WHERE datname = %s AND application_name = 'eventbox wake-ups'"""
        return [pid for (pid,) in self.rows("postgres", sql, database)]

    def _stop(self, mode: str) -> None:
        self._run(self._pg_ctl, "-D", str(self._data), "-w", "-m", mode, "stop")

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command,
            cwd=self._folder,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # not a pipe: the server would hold it open
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE * 2,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}"


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} of PostgreSQL is not on the PATH: install the server's programs"
    return found


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OTHER_USERS if name in names)
