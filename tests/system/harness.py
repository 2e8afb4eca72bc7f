"""The whole system as real processes: each service on a port of its own, its data in a new folder.

    with System() as system:
        system.start()
        post = system.post("posts", "/posts", {"title": "Hello"}).json()
        system.kill("query")
        ...
        system.start("query")
        wait_until(lambda: system.get("query", f"/posts/{post['id']}").ok, "query has the post")

A service that is started again keeps its port and its data. No process outlives the `with`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import requests

from tests.system.database import Database, new_database
from tools.port_lease import LeasedPort
from tools.trial.process import ROOT, Process
from tools.trial.waiting import PATIENCE, wait_until

__all__ = ["ROOT", "SERVICES", "Process", "System", "wait_until"]

SERVICES = ("bus", "posts", "comments", "query", "moderation")

# All that the processes inherit. A learner's own DATABASE_URL or BUS_CLIENTS must not reach them.
INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")

REQUEST_TIMEOUT = 30


class System:
    """The five services, and whatever else a test `add`s.

    `environment` goes to every process, `own` (by name) to one of them.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        own: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        # A short path: a worker's wake-up socket lies in it, and its name may have 107 characters.
        self.data = Path(tempfile.mkdtemp(prefix="postbus-"))
        self.processes: dict[str, Process] = {}
        self._ports = {name: LeasedPort() for name in SERVICES}
        self._databases: dict[str, Database] = {}
        self._environment = self._base() | dict(environment or {})
        for name in SERVICES:
            self.add_service(name, environment=(own or {}).get(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __getitem__(self, name: str) -> Process:
        return self.processes[name]

    def add_service(
        self, name: str, *, site: str = "", environment: Mapping[str, str] | None = None
    ) -> Process:
        """One of ours under a name of its own, such as a second `query`; `start` starts it.

        `site` is the service that it is an instance of, when that is not its name. An instance
        beside the first one needs its own SUBSCRIPTION or none. Its database is its own as well.
        """
        site = site or name
        port = self._port(name)
        command = [*self._manage(site), "runserver", "--noreload", f"127.0.0.1:{port}"]
        own = {"DATABASE_URL": self.database(name).url, **(environment or {})}
        return self.add(name, command, environment=own, ready="/readyz")

    def add(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        ready: str | None = None,
        folder: Path = ROOT,
    ) -> Process:
        """Any other server, in any language; it learns its port from PORT. `start` starts it.

        It is ready when `ready` is answered with 200; without one, when it answers at all.
        """
        port = self._port(name)
        self.processes[name] = Process(
            name,
            command,
            environment={**self._environment, "PORT": str(port), **(environment or {})},
            port=port,
            log=self.data / f"{name}.log",
            ready=ready,
            folder=folder,
        )
        return self.processes[name]

    def start(self, *names: str, seconds: float = PATIENCE) -> None:
        """Start those named, or the five, all at once, and wait until each of them is ready."""
        chosen = [self.processes[name] for name in names or SERVICES]
        for process in chosen:
            process.begin()
        for process in chosen:
            process.wait_ready(seconds=seconds)

    def stop(self, *names: str) -> None:
        """Ask them to end (SIGTERM), one after the other, and wait for each."""
        for name in names:
            self.processes[name].stop()

    def kill(self, *names: str) -> None:
        """End them without warning (SIGKILL)."""
        for name in names:
            self.processes[name].kill()

    def restart(self, *names: str) -> None:
        """Stop and start: same port, same data."""
        self.stop(*names)
        self.start(*names)

    def close(self) -> None:
        """Kill whatever runs, give the ports back and remove the data."""
        for process in self.processes.values():
            process.kill()
        for port in self._ports.values():
            port.release()
        for database in self._databases.values():
            database.remove()
        shutil.rmtree(self.data, ignore_errors=True)

    def manage(self, name: str, *arguments: str, site: str = "") -> str:
        """Run a management command with the service's own environment; its standard output.

        Raises AssertionError with all that it wrote when it fails.
        """
        done = subprocess.run(
            [*self._manage(site or name), *arguments],
            cwd=ROOT,
            env=self.processes[name].environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{name}: {arguments} failed\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def database(self, name: str) -> Database:
        """The service's database; an empty one for a name that has none yet."""
        if name not in self._databases:
            self._databases[name] = new_database(self.data, name)
        return self._databases[name]

    def url(self, name: str, path: str = "") -> str:
        return self.processes[name].address + path

    def get(self, name: str, path: str, **options: Any) -> requests.Response:
        """GET from the service, on a new connection. Raises requests.RequestException."""
        return self.request("GET", name, path, **options)

    def post(self, name: str, path: str, body: Any, **options: Any) -> requests.Response:
        """POST the body as JSON, on a new connection. Raises requests.RequestException."""
        return self.request("POST", name, path, json=body, **options)

    def request(self, method: str, name: str, path: str, **options: Any) -> requests.Response:
        # A new connection each time: one kept from before a kill would fail the next request.
        with requests.Session() as session:
            session.trust_env = False
            options.setdefault("timeout", REQUEST_TIMEOUT)
            return session.request(method, self.url(name, path), **options)

    def logs(self) -> dict[str, str]:
        """The end of each process's output, by name."""
        return {name: process.tail() for name, process in self.processes.items()}

    def _base(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        ports = {f"{name.upper()}_PORT": str(self._ports[name].number) for name in SERVICES}
        return {
            **inherited,
            **ports,
            "PYTHONUNBUFFERED": "1",
            "POSTBUS_DATA_DIR": str(self.data),
            "BUS_URL": f"http://127.0.0.1:{self._ports['bus'].number}",
        }

    def _port(self, name: str) -> int:
        if name not in self._ports:
            self._ports[name] = LeasedPort()
        return self._ports[name].number

    @staticmethod
    def _manage(site: str) -> list[str]:
        return [sys.executable, str(ROOT / f"{site}_site" / "manage.py")]
