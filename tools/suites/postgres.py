"""The PostgreSQL server of a suite's process: the one that the whole run shares, or its own."""

import atexit
import os

from tools.postgres import NoPostgres, PostgresServer
from tools.postgres.databases import Databases

ADDRESS_VARIABLE = "POSTBUS_TEST_POSTGRES"
"""Environment variable: the server's URL without a database; the suite runs on it if it is set."""


def provide_databases() -> Databases:
    """Databases on the run's server; without one, on a server that ends with this process.

    Raises SystemExit that says how to get a server where there is none.
    """
    if ADDRESS_VARIABLE not in os.environ:
        try:
            server = PostgresServer(durable=False)
        except NoPostgres as error:
            raise SystemExit(str(error)) from None
        atexit.register(server.close)
        server.start()
        os.environ[ADDRESS_VARIABLE] = server.databases.address
    return Databases(os.environ[ADDRESS_VARIABLE])


def databases_of_this_run() -> Databases | None:
    """Where the services' databases are to be made; None where the suite runs on SQLite."""
    address = os.environ.get(ADDRESS_VARIABLE)
    return Databases(address) if address else None
