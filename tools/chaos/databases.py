"""Where the five services keep their data: SQLite files, or one Postgres server of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from tools.chaos.faults import Server

DATABASES = ("sqlite", "postgres")


@contextmanager
def databases(kind: str) -> Iterator[tuple[Server | None, dict[str, str] | None]]:
    """The server that can crash, where there is one, and each service's DATABASE_URL by name."""
    yield None, None
