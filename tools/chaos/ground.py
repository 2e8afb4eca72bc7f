"""What the services stand on: SQLite files or a Postgres server, the bus's own log or NATS."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from tools.chaos.faults import DATABASE, NATS, Server
from tools.house import SERVICES
from tools.nats import NatsServer
from tools.postgres import PostgresServer

SQLITE: Final = "sqlite"
POSTGRES: Final = "postgres"

IN_BUS: Final = "bus"
IN_NATS: Final = "nats"


@dataclass(frozen=True)
class Ground:
    """`servers` can crash; `databases` has each service's DATABASE_URL, nothing for SQLite files;
    `nats` is the port of the server that the log is at, if it is not in the bus."""

    name: str
    servers: Sequence[Server]
    databases: Mapping[str, str]
    nats: int | None


@contextmanager
def ground(database: str, log: str) -> Iterator[Ground]:
    """It is gone, with all data, at the end of the `with`. Raises NoPostgres, NoNats."""
    servers: list[Server] = []
    urls: dict[str, str] = {}
    port = None
    with ExitStack() as stack:
        if database == POSTGRES:
            postgres = stack.enter_context(PostgresServer())
            urls = {service.name: postgres.create_database(service.name) for service in SERVICES}
            servers.append(Server(DATABASE, postgres.stop_immediate, postgres.start))
        if log == IN_NATS:
            nats = stack.enter_context(NatsServer())
            port = nats.port
            servers.append(Server(NATS, nats.kill, nats.start))
        yield Ground(f"{database}, the log in {log}", servers, urls, port)
