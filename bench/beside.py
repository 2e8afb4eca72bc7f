"""A server like the query service's, beside it: the same line of Procfile.serve on another port."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.postbus import Postbus
from tools.port_lease import LeasedPort
from tools.trial.process import Process

QUERY = "query_site.asgi"


@contextmanager
def beside_query(
    postbus: Postbus,
    name: str,
    settings: Mapping[str, str],
    *,
    application: str = QUERY,
    ready: str | None = None,
) -> Iterator[Process]:
    """It serves `application` with `settings` in its environment; ended with the `with`."""
    lease = LeasedPort()
    process = Process(
        name,
        ["/bin/sh", "-c", postbus.lines["query"].replace(QUERY, application)],
        environment={**postbus.environment, **settings, "QUERY_PORT": str(lease.number)},
        port=lease.number,
        log=postbus.data / f"{name}.log",
        ready=ready,
    )
    try:
        process.begin()
        process.wait_ready()
        yield process
    finally:
        process.kill()
        lease.release()
