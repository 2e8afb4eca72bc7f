"""A server of one's own: its data in a new folder, its port on the loopback alone.

Ended by its own process id, and removed with all its data, when the `with` ends, or when this
process dies in it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from tools.port_lease import LeasedPort
from tools.watchdog import Watchdog

PATIENCE = 120.0


class OwnServer(ABC):
    """Started, stopped and killed as often as one likes: same port, same data.

    Not for several threads at once.
    """

    program: ClassVar[str]
    """What it is called in messages."""
    _user: str | None = None
    """Whom it runs as; None: as we do."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ | (environment or {})
        self._folder = Path(tempfile.mkdtemp(prefix="postbus-server-"))
        self._lease = LeasedPort()
        self.port = self._lease.number
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: Watchdog | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int:
        """Of the server, or of the parent of all its processes."""
        assert self._process is not None, "the server has not been started"
        return self._process.pid

    def start(self, *, seconds: float = PATIENCE) -> None:
        """Start it, and wait until it takes connections, thus has recovered from any crash.

        Raises RuntimeError as `wait_ready` does.
        """
        self.begin()
        self.wait_ready(seconds=seconds)

    def begin(self) -> None:
        """Start it, without waiting until it answers."""
        assert not self.running, "the server runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self._folder,
                user=self._user,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then close us
            )
        self._watchdog = Watchdog(self._process.pid, self._folder)

    def wait_ready(self, *, seconds: float = PATIENCE) -> None:
        """Wait until it takes connections.

        Raises RuntimeError with the end of its log when it ends, or isn't ready in `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not self._answers():
            if not self.running or time.monotonic() > deadline:
                raise RuntimeError(f"{self.program} did not start:\n{self.log_tail()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL, as when the power fails or memory runs out."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it stand still (SIGSTOP): connections stay open, and nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT) after `pause`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it, give its port back and remove its data. May be called again."""
        self.kill()
        self._call_off()  # also of a server that has ended by itself
        self._lease.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def log_tail(self) -> str:
        """The end of what the server has written."""
        if not self._log.exists():
            return ""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-40:])

    @abstractmethod
    def _command(self) -> Sequence[str | Path]:
        """The program and its arguments; it runs within its folder."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it takes connections."""

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _end(self, number: signal.Signals) -> None:
        if self._process is None or not self.running:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"{self.program} did not stop:\n{self.log_tail()}") from None
        self._call_off()

    def _call_off(self) -> None:
        if self._watchdog:
            self._watchdog.call_off()
            self._watchdog = None
