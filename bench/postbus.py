"""Postbus as `make serve` runs it: the lines of Procfile.serve, DEBUG off, secrets of its own.

On leased ports and a data folder that is removed; no writes are counted (THROTTLE_WRITES is off).
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from honcho.environ import parse_procfile

from tools import credentials
from tools.house import PYTHON, ROOT, SERVICES, Service
from tools.port_lease import LeasedPort
from tools.trial.process import Process

INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")
START_LIMIT = 180.0


class Postbus:
    """The running system: its ports, its environment, its processes by their Procfile's names."""

    def __init__(self, ports: Mapping[str, int], databases: Mapping[str, str], data: Path) -> None:
        self.ports = dict(ports)
        self.data = data
        self.environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **credentials.new_secrets(),
            **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
            **{f"{name.upper()}_DATABASE_URL": url for name, url in databases.items()},
            "POSTBUS_DATA_DIR": str(data),
            "PYTHONUNBUFFERED": "1",
        }
        lines = parse_procfile((ROOT / "Procfile.serve").read_text()).processes
        self.processes = {
            name: self.process(name, line) for name, line in lines.items() if name != "frontend"
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

    def migrate(self) -> None:
        """Make every database ready, all at once. Raises RuntimeError."""
        running = [subprocess.Popen(_migrate(each), env=self.environment) for each in SERVICES]
        codes = [each.wait() for each in running]
        if any(codes):
            raise RuntimeError("a database could not be migrated; see above")

    def start(self) -> None:
        """Start everything, and wait until every service is ready."""
        for process in self.processes.values():
            process.begin()
        for service in SERVICES:
            self.processes[service.name].wait_ready(seconds=START_LIMIT)

    def kill(self) -> None:
        """End everything."""
        for process in self.processes.values():
            process.kill()


@contextmanager
def running(databases: Mapping[str, str], data: Path) -> Iterator[Postbus]:
    """The system, migrated and started; ended with the `with`."""
    with ExitStack() as stack:
        leases = {service.name: LeasedPort() for service in SERVICES}
        for lease in leases.values():
            stack.callback(lease.release)
        ports = {name: lease.number for name, lease in leases.items()}
        postbus = Postbus(ports, databases, data)
        stack.callback(postbus.kill)
        postbus.migrate()
        postbus.start()
        yield postbus


def _migrate(service: Service) -> list[str]:
    program = [PYTHON, "-m", "tools.as_service", service.name, PYTHON, service.manage]
    return [*program, "migrate", "--no-input", "--verbosity", "0"]
