"""Some of the services, apart from the system that the other rows share: as much as a row needs.

Their databases may be filled before anything runs.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.databases import SQLITE, number
from bench.postbus import START_LIMIT, Postbus, migrate
from bench.stage import Stage
from tools.house import SERVICES, Service
from tools.port_lease import LeasedPort
from tools.trial.process import Process


class Part:
    """The services' databases and processes, by their names; nothing runs until it is begun."""

    def __init__(self, databases: dict[str, str], postbus: Postbus) -> None:
        self._databases = databases
        self._postbus = postbus
        self.ports = self._postbus.ports
        self.processes = self._postbus.processes

    def run(self, service: Service, *program: str) -> str:
        """Run a Python program as that service; what it prints. Raises RuntimeError."""
        return self._postbus.run(service, *program)

    def another(self, name: str, *arguments: str, **settings: str) -> Process:
        """One more process of that name in the Procfile; not started, and its end is the caller's.

        Its line goes on with `arguments`, and its environment has `settings` besides.
        """
        line = " ".join((self._postbus.lines[name], *arguments))
        process = self._postbus.process(f"{name}-{'-'.join(arguments)}", line)
        process.environment |= settings
        return process

    def migrate(self) -> None:
        """Make every database ready. Raises RuntimeError."""
        migrate(self._postbus.services, self._postbus.environment)

    def begin(self, *besides: str) -> None:
        """Start all processes but those, and wait until the servers are ready."""
        begun = [process for name, process in self.processes.items() if name not in besides]
        for process in begun:
            process.begin()
        for process in begun:
            if process.name in self.ports:
                process.wait_ready(seconds=START_LIMIT)

    def end(self) -> None:
        """End everything."""
        for process in self.processes.values():
            process.kill()

    def file(self, service: Service) -> Path:
        """Where its database lies, on SQLite."""
        return Path(self._databases[service.name].removeprefix(SQLITE))

    def number(self, service: Service, query: str) -> int:
        """The one number that a query finds in its database."""
        return number(self._databases[service.name], query)


@contextmanager
def part(
    stage: Stage, name: str, services: Sequence[Service] = SERVICES, **settings: str
) -> Iterator[Part]:
    """Those services, migrated; ended with the `with`. `settings` are in all their environments."""
    data = stage.data / name
    data.mkdir()
    with ExitStack() as stack:
        leases = {service.name: LeasedPort() for service in SERVICES}
        for lease in leases.values():
            stack.callback(lease.release)
        ports = {name: lease.number for name, lease in leases.items()}
        databases = {each.name: stage.database_url(f"{name}_{each.name}") for each in services}
        found = Part(databases, Postbus(ports, databases, data, settings))
        stack.callback(found.end)
        found.migrate()
        yield found
