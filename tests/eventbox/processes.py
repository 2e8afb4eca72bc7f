"""Real Python processes for tests, each ended by its own pid, and what they have written."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

PATIENCE = 60.0
ROOT = Path(__file__).resolve().parents[2]


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return once `true()` is; raises AssertionError after `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)


class Running:
    """A Python process and its children; `with` ends them. `lines` is what they have written."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._signal_all(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)

    def wait_for(self, text: str, seconds: float = PATIENCE) -> str:
        """The first line with `text` in it; raises AssertionError with all lines."""
        wait_until(lambda: self._find(text) or self._ended(), f"{text!r} is written", seconds)
        line = self._find(text)
        assert line is not None, f"{text!r} was never written:\n{self.output}"
        return line

    def terminate(self, seconds: float = PATIENCE) -> int:
        """Send SIGTERM and wait; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def interrupt(self) -> None:
        """Ctrl-C, as a terminal sends it to a process and its children; waits for all of them."""
        self._signal_all(signal.SIGINT)
        self.process.wait(PATIENCE)
        wait_until(lambda: not self._signal_all(0), "all processes have ended")

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def _signal_all(self, number: int) -> bool:
        """False where none of them is left."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True

    def _find(self, text: str) -> str | None:
        return next((line for line in list(self.lines) if text in line), None)

    def _ended(self) -> bool:
        if self.process.poll() is None:
            return False
        self._reader.join(PATIENCE)
        return True

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
        self.process.stdout.close()
