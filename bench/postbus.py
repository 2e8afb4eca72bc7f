"""Postbus as `make serve` runs it: the lines of Procfile.serve, DEBUG off, secrets of its own.

On leased ports and a data folder that is removed; no writes are counted (THROTTLE_WRITES is off).
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

from honcho.environ import parse_procfile

from tools import credentials
from tools.house import PYTHON, ROOT, SERVICES, Service
from tools.port_lease import LeasedPort
from tools.trial.process import Process

INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")
START_LIMIT = 180.0


class Postbus:
    """The running system: its ports, its environment, its processes by their Procfile's names.

    It has the services that have a database in `databases`, and a port for every service;
    `settings` come to the environment of all.
    """

    def __init__(
        self,
        ports: Mapping[str, int],
        databases: Mapping[str, str],
        data: Path,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.ports = dict(ports)
        self.services = [service for service in SERVICES if service.name in databases]
        self.data = data
        self.environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **credentials.new_secrets(),
            **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
            **{f"{name.upper()}_DATABASE_URL": url for name, url in databases.items()},
            "POSTBUS_DATA_DIR": str(data),
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self.lines = parse_procfile((ROOT / "Procfile.serve").read_text()).processes
        self.processes = {
            name: self.process(name, line)
            for name, line in self.lines.items()
            if name.partition("-")[0] in databases
        }

    def process(self, name: str, line: str) -> Process:
        """A program of this house, begun by the shell as honcho would; not started yet."""
        return Process(
            name,
            ["/bin/sh", "-c", line],
            environment=self.environment,
            port=self.ports.get(name),
            log=self.data / f"{name}.log",
            ready="/readyz",
        )

    def start(self) -> None:
        """Make every database ready, start everything, and wait until every service is ready."""
        migrate(self.services, self.environment)
        for process in self.processes.values():
            process.begin()
        for service in self.services:
            self.processes[service.name].wait_ready(seconds=START_LIMIT)

    def run(self, service: Service, *program: str, **settings: str) -> str:
        """Run a Python program as that service, with `settings` in its environment besides.

        Returns what it prints; raises RuntimeError with its complaints where it fails.
        """
        command = [*_as_service(service), *program]
        environment = self.environment | settings
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(program)} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def kill(self) -> None:
        """End everything."""
        for process in self.processes.values():
            process.kill()


@contextmanager
def running(databases: Mapping[str, str], data: Path) -> Iterator[Postbus]:
    """The services that have a database there, migrated and started; ended with the `with`."""
    with ExitStack() as stack:
        leases = {service.name: LeasedPort() for service in SERVICES}
        for lease in leases.values():
            stack.callback(lease.release)
        ports = {name: lease.number for name, lease in leases.items()}
        postbus = Postbus(ports, databases, data)
        stack.callback(postbus.kill)
        postbus.start()
        yield postbus


def migrate(services: Iterable[Service], environment: Mapping[str, str]) -> None:
    """Make their databases ready, all at once. Raises RuntimeError."""
    running = [subprocess.Popen(_migrate(each), cwd=ROOT, env=environment) for each in services]
    codes = [each.wait() for each in running]
    if any(codes):
        raise RuntimeError("a database could not be migrated; see above")


def _migrate(service: Service) -> list[str]:
    return [*_as_service(service), service.manage, "migrate", "--no-input", "--verbosity", "0"]


def _as_service(service: Service) -> list[str]:
    return [PYTHON, "-m", "tools.as_service", service.name, PYTHON]
