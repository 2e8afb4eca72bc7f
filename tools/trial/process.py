"""One real process under test, ended with all that it started, its output kept in a file."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import requests

from tools.trial.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
SHOWN_LINES = 150


class Process:
    """A program that can be started, stopped, killed and started again, always on the same port.

    A server is ready when `ready` is answered with 200, or, without a `ready`, when it answers at
    all; a worker has no port. `command` and `environment` are read at each start, so a test may
    change them in between. It leads a process group, so that what it starts ends with it.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        port: int | None = None,
        log: Path,
        ready: str | None = None,
        folder: Path = ROOT,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self._port = port
        self.log = log
        self._ready = ready
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where it listens; raises AssertionError for a worker."""
        assert self._port is not None, f"{self.name} does not listen"
        return self._port

    @property
    def address(self) -> str:
        """Its URL, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the running process; raises AssertionError when there is none."""
        assert self._running is not None, f"{self.name} is not running"
        return self._running.pid

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    @property
    def exit_code(self) -> int | None:
        """What it ended with by itself, negative for a signal; None while it runs."""
        return None if self._running is None else self._running.poll()

    def begin(self) -> None:
        """Start it, without waiting until it answers."""
        assert not self.is_running, f"{self.name} runs already"
        with self.log.open("ab") as output:
            output.write(f"-------- {self.name} starts\n".encode())
            output.flush()
            self._running = subprocess.Popen(
                self.command,
                cwd=self._folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self, *, seconds: float = PATIENCE) -> None:
        """Wait until it is ready; raises AssertionError with its log when it is not in time."""
        try:
            wait_until(self._answers, f"{self.name} is ready", seconds=seconds)
        except (AssertionError, EndedEarly) as error:
            raise AssertionError(f"{error}\n{self.tail()}") from None

    def stop(self, *, seconds: float = PATIENCE) -> None:
        """Ask it to end (SIGTERM) and wait; one that does not end in time is killed and blamed."""
        ended = self._end(signal.SIGTERM, seconds)
        assert ended, f"{self.name} did not end within {seconds:g} s of SIGTERM\n{self.tail()}"

    def kill(self) -> None:
        """End it without warning (SIGKILL), as a crash or a power cut would."""
        self._end(signal.SIGKILL, PATIENCE)

    def tail(self, lines: int = SHOWN_LINES) -> str:
        """The end of what it has written, over all its starts."""
        if not self.log.exists():
            return "(never started)"
        written = self.log.read_text(errors="replace").splitlines()
        return "\n".join(written[-lines:])

    def pause(self) -> None:
        """Let it stand still (SIGSTOP), with all that it has started, until `resume`."""
        self._signal_group(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT) after `pause`."""
        self._signal_group(self.pid, signal.SIGCONT)

    def _end(self, how: signal.Signals, seconds: float) -> bool:
        if self._running is None:
            return True
        process, self._running = self._running, None
        if how == signal.SIGKILL:
            self._signal_group(process.pid, how)  # at once: none of them sees another go
        else:
            process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
        finally:
            # A web server leaves its workers behind when it is killed.
            self._signal_group(process.pid, signal.SIGKILL)
        return True

    @staticmethod
    def _signal_group(pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(pid, number)

    def _answers(self) -> bool:
        if self._running is not None and self._running.poll() is not None:
            raise EndedEarly(f"{self.name} ended with {self._running.returncode} as it started")
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(self.address + (self._ready or "/"), timeout=5)
        return self._ready is None or answer.status_code == 200


class EndedEarly(Exception):
    """The process is gone before it ever answered."""
