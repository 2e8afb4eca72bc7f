"""A PostgreSQL server of a test's own, into which the test can look, and cut its users off."""

from typing import Any

import psycopg

from eventbox.listening import APPLICATION
from tools.postgres import PostgresServer


class ObservedServer(PostgresServer):
    """Durable, as in production: what was committed survives its crash."""

    def rows(self, database: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own; what it returns."""
        with psycopg.connect(self.databases.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def cut_off(self, database: str) -> int:
        """End every connection to the database; how many there were."""
        sql = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = %s AND pid <> pg_backend_pid()"""
        [(count,)] = self.rows("postgres", sql, database)
        return int(count)

    def listeners(self, database: str) -> list[int]:
        """The backends that wait for NOTIFY in the database."""
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
        return [pid for (pid,) in self.rows("postgres", sql, database, APPLICATION)]
