"""A look at the projection's stamp from the event loop, which must not be held up by it.

SQLite gives it in some microseconds: less than it takes to tell a thread. With no time-out it never
waits for a lock. Postgres is another process, which may be slow or gone: there a thread waits.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final
from urllib.parse import quote

from django.db import Error, close_old_connections, connection

from query_site.query.selectors import STAMP_SQL, current_stamp
from query_site.query.shared_read import SharedRead

Look = Callable[[], Awaitable[str | None]]
"""The stamp after all that was committed before the call; none where it cannot be told now."""

LONGEST: Final = 60.0
"""Seconds that a connection to a file is kept: another file may have taken its place."""


def look() -> Look:
    """The way that suits the database."""
    if connection.vendor == "sqlite":
        return FileLook(str(connection.settings_dict["NAME"]))
    return SharedRead(_stamp)


class FileLook:
    """At SQLite, for one thread, by a connection of its own that can only read."""

    def __init__(self, file: str) -> None:
        self._address = f"file:{quote(file)}?mode=ro"
        self._connection: sqlite3.Connection | None = None
        self._until = 0.0

    async def __call__(self) -> str | None:
        """See Look."""
        try:
            row: tuple[str] | None = self._opened().execute(STAMP_SQL).fetchone()
        except sqlite3.Error:  # locked, or gone: Django's connection waits, or tells what is wrong
            self.close()
            return None
        return row[0] if row else None

    def close(self) -> None:
        """Open the file anew, next time."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if monotonic() > self._until:
            self.close()
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._address, timeout=0, isolation_level=None, uri=True
            )
            self._until = monotonic() + LONGEST
        return self._connection


def _stamp() -> str | None:
    # No check of the connection before each read: a read that fails tells as much.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return current_stamp()
    except Error:
        return None
    finally:
        close_old_connections()  # those that failed, or are old
