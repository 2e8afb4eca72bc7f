"""A PostgreSQL server of one's own, for tests and for tools: started here, gone with its data."""

from tools.postgres.programs import NoPostgres
from tools.postgres.server import PostgresServer

__all__ = ["NoPostgres", "PostgresServer"]
