"""The system under test, as in production: the programs of Procfile.serve, DEBUG off, with secrets.

Every web server stands behind a link that can be cut; some workers have a replica beside them.
"""

import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Self

from honcho.environ import parse_procfile

from tools import credentials
from tools.as_service import production_settings
from tools.chaos.links import Condition, Link, Links
from tools.house import BUS, PYTHON, ROOT, SERVICES
from tools.port_lease import LeasedPort
from tools.trial.process import Process

INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")

ADMIN = "admin"
OWNERS = ("posts", "comments")
"""The services in whose admin something is deleted."""

TWICE = ("bus-delivery", "comments-pump", "moderation-pump")
"""The workers of which two run: one is active, the other stands by."""

LOG = "nats"
"""The link to the NATS server, where the log is there."""

START_LIMIT = 180.0
"""Seconds until a service that is not ready is given up."""


class Fleet:
    """Ends all of it, and removes its data, at the end of the `with`.

    `databases` holds a DATABASE_URL by the service's name; SQLite files in `data` without it.
    `nats` is the port of a NATS server that the log is at, which stands behind a link as well.
    """

    def __init__(self, databases: Mapping[str, str] | None = None, nats: int | None = None) -> None:
        # A short path: a worker's wake-up socket lies in it.
        self.data = Path(tempfile.mkdtemp(prefix="chaos-"))
        self.keep_data = False
        self.password = secrets.token_urlsafe()
        self.databases = dict(databases or {}) or {
            service.name: f"sqlite:///{self.data / service.name}.sqlite3" for service in SERVICES
        }
        self._behind = {service.name: LeasedPort() for service in SERVICES}
        targets = {name: port.number for name, port in self._behind.items()}
        if nats is not None:
            targets[LOG] = nats
        self._doors = {name: LeasedPort() for name in targets}
        self._links = Links()
        self.links: dict[str, Link] = {
            name: self._links.start(name, door.number, targets[name])
            for name, door in self._doors.items()
        }
        environment = self._environment()
        self.processes = {
            process.name: process
            for name, command in self._commands().items()
            for process in self._members(name, command, environment)
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def address(self, service: str) -> str:
        """Where a client reaches the service: through its link."""
        return f"http://127.0.0.1:{self._doors[service].number}"

    def start(self) -> None:
        """Migrate every database, start everything, and wait until it is ready."""
        self._manage([service.name for service in SERVICES], "migrate", "--verbosity=0")
        self._manage(OWNERS, "ensure_admin")
        self.heal()

    def heal(self) -> None:
        """Let everything run, and every link be open; returns when the services are ready."""
        for link in self.links.values():
            self.turn(link, Condition.OPEN)
        for process in self.processes.values():
            if process.is_running:
                process.resume()
            else:
                process.begin()
        for name in self._behind:
            self.processes[name].wait_ready(seconds=START_LIMIT)

    def turn(self, link: Link, condition: Condition) -> None:
        """Cut the link, or open it again."""
        self._links.turn(link, condition)

    def close(self) -> None:
        """Kill what runs, give the ports back, and remove the data unless it is to be kept."""
        for process in self.processes.values():
            process.kill()
        self._links.close()
        for port in (*self._behind.values(), *self._doors.values()):
            port.release()
        if not self.keep_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def _manage(self, names: Collection[str], *command: str) -> None:
        """Run a management command of several services at once."""
        login = {"ADMIN_USERNAME": ADMIN, "ADMIN_PASSWORD": self.password}
        running = [
            subprocess.Popen(
                [PYTHON, service.manage, *command],
                cwd=ROOT,
                env={**self.processes[service.name].environment, **login},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            for service in SERVICES
            if service.name in names
        ]
        failed = [process.args for process in running if process.wait()]
        if failed:
            raise RuntimeError(f"failed: {failed}")

    def _commands(self) -> dict[str, str]:
        found: dict[str, str] = parse_procfile((ROOT / "Procfile.serve").read_text()).processes
        return {name: command for name, command in found.items() if name != "frontend"}

    def _members(self, name: str, command: str, environment: Mapping[str, str]) -> list[Process]:
        service = name.split("-")[0]
        own = production_settings(service, environment)
        # "exec python -m tools.as_service <service> <program …>": the settings are here already.
        words = shlex.split(command.split(f"tools.as_service {service} ")[1])
        served = self._behind[service].number
        words = [str(served) if word.startswith("${") else word for word in words]
        names = [f"{name}-1", f"{name}-2"] if name in TWICE else [name]
        return [
            Process(
                one,
                words,
                environment=own,
                port=served if one == service else None,
                log=self.data / f"{one}.log",
                ready="/readyz",
            )
            for one in names
        ]

    def _environment(self) -> dict[str, str]:
        sinks = {
            f"{service.name.upper()}_SINK_URL": f"{self.address(service.name)}/events"
            for service in SERVICES
            if service is not BUS
        }
        urls = {f"{name.upper()}_DATABASE_URL": url for name, url in self.databases.items()}
        log = f"nats://127.0.0.1:{self._doors[LOG].number}" if LOG in self.links else ""
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **credentials.new_secrets(),
            **sinks,
            **urls,
            "BUS_URL": self.address("bus"),
            "EVENTBOX_TRANSPORT_URL": log,
            "POSTBUS_DATA_DIR": str(self.data),
            "PYTHONUNBUFFERED": "1",
        }
