"""What `docker compose up` starts, as plain processes of this machine: the same commands with the
same environment, each name of a container replaced by a port of the loopback.

    with Host() as host:
        host.start()
        host.post("/api/posts/posts", {"title": "Hello"})
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import requests
from honcho.environ import parse

from tests.deploy.composition import Container, composition, in_order
from tests.deploy.image import Image, image
from tests.deploy.server import ScriptedServer, nats_with_logins
from tools import credentials
from tools.house import ROOT
from tools.port_lease import LeasedPort
from tools.trial.process import Process
from tools.trial.waiting import PATIENCE, wait_until

ADDRESS = re.compile(r"(?<=//)([a-z]+):8000\b")
PROGRAMS = Path(sys.executable).parent


class Host:
    """The containers of COMPOSE_PROFILES. `settings` are lines of `.env` besides the
    secrets; `release` is the folder with the services' code."""

    def __init__(self, settings: Mapping[str, str] | None = None, release: Path = ROOT) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="postbus-"))
        credentials.write(self.data / "env")
        self.secrets = parse((self.data / "env").read_text())
        if release != ROOT:
            self.secrets["BUS_CLIENTS"] = plain_clients(self.secrets)
        given = dict(settings or {})
        wanted = set(given.get("COMPOSE_PROFILES", "").split(","))
        self.containers = {
            name: one
            for name, one in composition(self.secrets | given).items()
            if not one.profiles or wanted & set(one.profiles)
        }
        self._ports = {name: LeasedPort() for name in self.containers}
        self._health = LeasedPort()
        self.postgres = ScriptedServer()
        self.nats = nats_with_logins(
            self.containers["nats"].environment if "nats" in self.containers else {}
        )
        self.processes: dict[str, Process] = {}
        for container in self.containers.values():
            if container.target:
                self.use(container.name, release if container.target == "service" else ROOT)
        self.processes["gateway"] = self._gateway()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for process in self.processes.values():
            process.kill()
        self.postgres.close()
        self.nats.close()
        for port in (*self._ports.values(), self._health):
            port.release()
        shutil.rmtree(self.data, ignore_errors=True)

    def start(self) -> None:
        """In the order of the file, each when those that it waits for are healthy or done."""
        self.postgres.start()
        self.postgres.prepare(self.containers["postgres"].environment)
        for container in in_order(self.containers):
            for name, condition in container.waits_for.items():
                if condition == "service_healthy":
                    self.wait_healthy(name)
            if container.name in self.one_shots:
                self.run(container.name)
            elif container.name == "nats":
                self.nats.start()
            elif container.name in self.processes:
                self.processes[container.name].begin()
        for name in self.running:
            self.wait_healthy(name)

    def use(self, name: str, release: Path) -> None:
        """Let the process, which is not running, be that of a release from its next start on."""
        self.processes[name] = self._ours(self.containers[name], release)

    def run(self, name: str) -> None:
        """A process that ends by itself. Raises AssertionError where it fails."""
        process = self.processes[name]
        process.begin()
        code = wait_until(lambda: [process.exit_code] if not process.is_running else None, name)
        assert code == [0], process.tail()

    def manage(self, name: str, *command: str) -> str:
        """What a management command of the service says. Raises AssertionError where it fails."""
        done = subprocess.run(
            [sys.executable, f"{name}_site/manage.py", *command],
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
        wait_until(lambda: self.is_healthy(name), f"{name} is healthy")

    def is_healthy(self, name: str) -> bool:
        """What the health check of its image says; PostgreSQL was waited for at its start."""
        if name == "postgres":
            return self.postgres.running
        process = self.processes[name]
        assert process.is_running, f"{name} has ended\n{process.tail()}"
        if name == "gateway":
            return self._get(f"http://127.0.0.1:{self._health.number}/healthz").ok
        container = self.containers[name]
        check = self._own(container, container.health or self._image(container).health)
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
        """The names of all that goes on running, PostgreSQL aside."""
        return [name for name in self.processes if name not in self.one_shots]

    @property
    def address(self) -> str:
        """The one port."""
        return f"http://127.0.0.1:{self.port('gateway')}"

    def port(self, name: str) -> int:
        return self._ports[name].number

    def get(self, path: str, **options: Any) -> requests.Response:
        """Through the gateway. Raises requests.RequestException."""
        return self._get(self.address + path, **options)

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        """Through the gateway, as JSON. Raises requests.RequestException."""
        with requests.Session() as session:
            session.trust_env = False
            return session.post(self.address + path, json=body, timeout=30, **options)

    def get_from(self, name: str, path: str) -> requests.Response:
        """From a service itself, past the gateway. Raises requests.RequestException."""
        return self._get(f"http://127.0.0.1:{self.port(name)}{path}")

    def logs(self) -> dict[str, str]:
        """The end of each process's output, by name."""
        return {name: process.tail() for name, process in self.processes.items()}

    def _ours(self, container: Container, release: Path) -> Process:
        made = self._image(container)
        command = self._own(container, container.command or made.command)
        if "--heartbeat" in command and release != ROOT:
            command = command[: command.index("--heartbeat")]  # 0.1.0 has none
        values = made.environment | container.environment
        # What is different where there is no container around the process.
        values |= {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "PYTHONPATH": str(release),
            "POSTBUS_DATA_DIR": str(self.data),
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(self.port(container.name)),
            "SINKS_PRIVATE": "127.0.0.0/8",
        }
        return Process(
            container.name,
            command,
            environment={name: self._placed(value) for name, value in values.items()},
            port=self.port(container.name),
            log=self.data / f"{container.name}.log",
            ready="/readyz",
            folder=release,
        )

    def _gateway(self) -> Process:
        places = {
            f"{name.upper()}_{what}": value
            for name in ("posts", "comments", "query", "frontend")
            for what, value in (("HOST", "127.0.0.1"), ("PORT", str(self.port(name))))
        }
        return Process(
            "gateway",
            [
                *(str(PROGRAMS / "caddy"), "run", "--adapter", "caddyfile"),
                *("--config", str(ROOT / "deploy" / "gateway" / "Caddyfile")),
            ],
            environment={
                **places,
                "SITE": f":{self.port('gateway')}",
                "HEALTH_PORT": str(self._health.number),
                "HOME": str(self.data),
            },
            port=self.port("gateway"),
            log=self.data / "gateway.log",
        )

    def _own(self, container: Container, words: list[str]) -> list[str]:
        """The command, in whose container nobody else's /tmp is."""
        return [word.replace("/tmp/", f"{self.data}/{container.name}.") for word in words]

    def _placed(self, value: str) -> str:
        value = value.replace("@postgres:5432", f"@127.0.0.1:{self.postgres.port}")
        value = value.replace("//nats:4222", f"//127.0.0.1:{self.nats.port}")
        return ADDRESS.sub(lambda found: f"127.0.0.1:{self.port(found[1])}", value)

    @staticmethod
    def _image(container: Container) -> Image:
        assert container.target
        return image(container.target, container.arguments)

    @staticmethod
    def _get(url: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(url, timeout=PATIENCE / 2, **options)


def plain_clients(secrets: Mapping[str, str]) -> str:
    """BUS_CLIENTS with the tokens themselves, as 0.1.0 wrote them: it knows no hashes."""
    names = ("posts", "comments", "query", "moderation")
    pairs = (
        (secrets[f"{name.upper()}_EVENTBOX_{what}"] for what in ("BUS_TOKEN", "WEBHOOK_SECRET"))
        for name in names
    )
    return ",".join(f"{name}={':'.join(pair)}" for name, pair in zip(names, pairs, strict=True))
