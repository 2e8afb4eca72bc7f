"""The databases of a running server: made, copied, dropped, and addressed by URL."""

from dataclasses import dataclass

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Databases:
    """What one role may do with the databases it owns; `address` is the server's URL without one.

    It may make databases and is no superuser, as in production. An autovacuum, which is nobody's,
    keeps none from being copied or dropped: the server ends it for the former, and the role may
    for the latter (but not by `pg_terminate_backend`, which asks for a superuser).
    """

    address: str

    def url(self, name: str) -> str:
        """The database's URL, such as DATABASE_URL takes."""
        return f"{self.address}/{name}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template`, and return its URL.

        Whoever is connected to a `template` of ours is thrown out for the time of the copying.
        """
        copying = template != "template0"
        if copying:
            self.admit(template, False)
        try:
            self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        finally:
            if copying:
                self.admit(template, True)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Throw out whoever is connected, and drop it; nothing happens where there is none."""
        self._throw_out(name)  # FORCE gives them five seconds
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def admit(self, name: str, allowed: bool) -> None:
        """Let anybody connect to the database, or nobody; whoever is connected is thrown out."""
        word = "true" if allowed else "false"
        self._run("ALTER DATABASE {} ALLOW_CONNECTIONS " + word, name)
        if not allowed:
            self._throw_out(name)

    def _throw_out(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # Each is waited for: a backend that is on its way out still counts as connected.
            connection.execute(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
                " WHERE datname = %s AND usesysid IS NOT NULL",
                [name],
            )

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
