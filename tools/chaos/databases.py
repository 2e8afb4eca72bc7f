"""Where the five services keep their data: SQLite files, or one Postgres server of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tools.chaos.faults import Server
from tools.house import SERVICES
from tools.postgres import PostgresServer

SQLITE: Final = "sqlite"
POSTGRES: Final = "postgres"


@contextmanager
def databases(kind: str) -> Iterator[tuple[Server | None, dict[str, str] | None]]:
    """The server that can crash, where there is one, and each service's DATABASE_URL by name."""
    if kind == SQLITE:
        yield None, None
        return
    with PostgresServer() as server:
        yield server, {service.name: server.create_database(service.name) for service in SERVICES}
