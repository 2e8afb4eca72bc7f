"""What `docker compose up` starts, as plain processes of this machine: the same commands with the
same environment, each name of a container replaced by a port of the loopback.

    with Host() as host:
        host.up()
        host.post("/api/posts/posts", {"title": "Hello"})
"""

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import requests

from tests.deploy import asking
from tests.deploy.composition import composition, in_order
from tests.deploy.place import HEALTH, Place
from tests.deploy.processes import (
    gateway_process,
    image_of,
    plain_clients,
    service_process,
)
from tests.deploy.server import ScriptedServer, nats_with_logins
from tools import credentials
from tools.house import ROOT
from tools.trial.process import Process
from tools.trial.waiting import wait_until

BETWEEN_CHECKS = 0.25
"""Seconds: a health check is a process of its own, and takes from those that are starting."""


class Host:
    """The containers of COMPOSE_PROFILES. `settings` are lines of `.env` besides the
    secrets; `release` is the folder with the services' code."""

    def __init__(self, settings: Mapping[str, str] | None = None, release: Path = ROOT) -> None:
        given = dict(settings or {})
        self.secrets = credentials.new_secrets()
        if release != ROOT:
            self.secrets["BUS_CLIENTS"] = plain_clients(self.secrets)
        wanted = set(given.get("COMPOSE_PROFILES", "").split(","))
        self.containers = {
            name: one
            for name, one in composition(self.secrets | given).items()
            if not one.profiles or wanted & set(one.profiles)
        }
        self.place = Place(self.containers)
        self.postgres = ScriptedServer(self.containers["postgres"].environment)
        self.nats = nats_with_logins(
            self.containers["nats"].environment if "nats" in self.containers else {}
        )
        self.place.servers = {"postgres:5432": self.postgres.port, "nats:4222": self.nats.port}
        self.processes: dict[str, Process] = {}
        for container in self.containers.values():
            if container.target:
                self.use(container.name, release if container.target == "service" else ROOT)
        self.processes["gateway"] = gateway_process(self.place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for process in self.processes.values():
            process.kill()
        self.postgres.close()
        self.nats.close()
        self.place.clear()

    def up(self, names: Iterable[str] = ()) -> None:
        """Start what does not run: all, or `names` and what they wait for. In the order of the
        file, each when those that it waits for are healthy or done; until all are healthy."""
        wanted = self._with_causes(names or self.containers)
        begun: list[str] = []
        for wave in in_order(self.containers):
            for container in wave:
                if container.name not in wanted or self._runs(container.name):
                    continue
                for name in container.waits_for:
                    self._wait_for(name)
                self._begin(container.name)
                begun.append(container.name)
        for name in begun:
            self._wait_for(name)

    def stop(self, *names: str) -> None:
        """Ask them to end, and wait; all that run, where none is named."""
        for name in names or [*self.running, "nats", "postgres"]:
            match name:
                case "postgres":
                    self.postgres.stop()
                case "nats":
                    self.nats.stop()
                case _:
                    self.processes[name].stop()

    def use(self, name: str, release: Path) -> None:
        """Let the process, which is not running, be that of a release from its next start on."""
        self.processes[name] = service_process(self.containers[name], self.place, release)

    def run(self, name: str) -> None:
        """A process that ends by itself. Raises AssertionError where it fails."""
        self.processes[name].begin()
        self._wait_for(name)

    def manage(self, name: str, *command: str) -> str:
        """What a management command of the service says. Raises AssertionError where it fails."""
        done = subprocess.run(
            ["python", f"{name}_site/manage.py", *command],
            env=self.processes[name].environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wait_healthy(self, name: str) -> None:
        """By its own health check."""
        wait_until(lambda: self.is_healthy(name), f"{name} is healthy", pause=BETWEEN_CHECKS)

    def is_healthy(self, name: str) -> bool:
        """What the health check of its image says; PostgreSQL and NATS were waited for."""
        if name in ("postgres", "nats"):
            return self._runs(name)
        process = self.processes[name]
        assert process.is_running, f"{name} has ended\n{process.tail()}"
        if name == "gateway":
            return asking.get(f"{self.place.address(HEALTH)}/healthz").ok
        container = self.containers[name]
        check = self.place.own(name, container.health or image_of(container).health)
        if check[-2] == "beats" and "--heartbeat" not in process.command:
            return True  # a release without
        done = subprocess.run(
            check, env=process.environment, cwd=ROOT, capture_output=True, check=False
        )
        return done.returncode == 0

    @property
    def one_shots(self) -> set[str]:
        """Those that others wait for to be done."""
        return {
            name
            for container in self.containers.values()
            for name, condition in container.waits_for.items()
            if condition == "service_completed_successfully"
        }

    @property
    def running(self) -> list[str]:
        """The names of all that goes on running, PostgreSQL and NATS aside."""
        return [name for name in self.processes if name not in self.one_shots]

    @property
    def address(self) -> str:
        """The one port."""
        return self.place.address("gateway")

    def port(self, name: str) -> int:
        return self.place.port(name)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Through the gateway. Raises requests.RequestException."""
        return asking.get(self.address + path, **options)

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        """Through the gateway, as JSON. Raises requests.RequestException."""
        return asking.post(self.address + path, body, **options)

    def get_from(self, name: str, path: str) -> requests.Response:
        """From a service itself, past the gateway. Raises requests.RequestException."""
        return asking.get(self.place.address(name) + path)

    def logs(self) -> dict[str, str]:
        """The end of each process's output, by name."""
        return {name: process.tail() for name, process in self.processes.items()}

    def _begin(self, name: str) -> None:
        match name:
            case "postgres":
                self.postgres.start()
            case "nats":
                self.nats.start()
            case _:
                self.processes[name].begin()

    def _runs(self, name: str) -> bool:
        match name:
            case "postgres":
                return self.postgres.running
            case "nats":
                return self.nats.running
            case _:
                return self.processes[name].is_running

    def _wait_for(self, name: str) -> None:
        """Until it is done, or healthy. Raises AssertionError where it fails."""
        if name in self.one_shots:
            process = self.processes[name]
            wait_until(lambda: not process.is_running, f"{name} is done")
            assert process.exit_code == 0, process.tail()
        else:
            self.wait_healthy(name)

    def _with_causes(self, names: Iterable[str]) -> set[str]:
        """`names`, and all that they wait for, however far away."""
        found = set(names)
        for name in tuple(found):
            found |= self._with_causes(self.containers[name].waits_for)
        return found
