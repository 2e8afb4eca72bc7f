"""`make up` and `make serve` as their users have them: in the foreground until they are stopped."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import psutil
import requests

from tests.system.harness import INHERITED, ROOT, SERVICES
from tools.port_lease import LeasedPort
from tools.trial.waiting import PATIENCE, wait_until


class Foreground:
    """`python -m tools.<name>`, on ports of its own, with its data in a new folder."""

    def __init__(self, name: str) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="postbus-"))
        self._ports = {service: LeasedPort() for service in ("frontend", *SERVICES)}
        self._name = name
        self.arguments: list[str] = []
        self.settings: dict[str, str] = {}
        self._output = self.data / "output.log"
        self._process: psutil.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **{f"{name.upper()}_PORT": str(port.number) for name, port in self._ports.items()},
            "POSTBUS_DATA_DIR": str(self.data),
            **self.settings,
        }

    @property
    def output(self) -> str:
        return self._output.read_text()

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        with self._output.open("w") as output:
            self._process = psutil.Popen(
                [sys.executable, "-m", f"tools.{self._name}", *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __exit__(self, *exception: object) -> None:
        if self._process is not None and self._process.is_running():
            family = self.family()
            self.stop(signal.SIGTERM)
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        if self._output.exists():
            print(self.output)  # pytest shows it beside a test that fails
        for port in self._ports.values():
            port.release()
        shutil.rmtree(self.data, ignore_errors=True)

    def wait_ready(self) -> None:
        def ready() -> bool:
            if self.process.poll() is not None:
                raise RuntimeError(f"it has ended:\n{self.output}")
            return "make demo fills it" in self.output

        wait_until(ready, "the addresses are shown")

    @property
    def process(self) -> psutil.Popen:
        assert self._process is not None, "it was not started"
        return self._process

    def family(self) -> list[psutil.Process]:
        """All the processes that it has started."""
        found: list[psutil.Process] = self.process.children(recursive=True)
        return found

    def serving(self, name: str) -> psutil.Process:
        """The process that was started as the service of this name."""
        (found,) = (
            process
            for process in self.process.children()
            if f"{name}_site" in " ".join(process.cmdline()) and "run_" not in process.cmdline()[-1]
        )
        return found

    def stop(self, number: signal.Signals) -> int:
        """Send the signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for the end; the exit code."""
        return int(self.process.wait(timeout=PATIENCE))

    def url(self, name: str, path: str) -> str:
        return f"http://127.0.0.1:{self._ports[name].number}{path}"

    def request(self, method: str, name: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.url(name, path), timeout=30, **options)

    def settled_comment(self, text: str) -> dict[str, Any]:
        """Write a post and a comment; what the query service tells once moderation has decided."""
        post = self.request("POST", "posts", "/posts", json={"title": "Hello"}).json()
        path = f"/posts/{post['id']}/comments"

        def written() -> bool:
            # On a busy machine the post may be on its way for longer than a comment waits for it.
            answer = self.request("POST", "comments", path, json={"comment": text})
            return answer.status_code == 201

        wait_until(written, "the comment is taken")

        def decided() -> dict[str, Any] | None:
            answer = self.request("GET", "query", path)
            comments: list[dict[str, Any]] = answer.json() if answer.ok else []
            return next((one for one in comments if one["status"] != "pending"), None)

        comment = wait_until(decided, "the comment is decided")
        assert comment is not None
        return comment
