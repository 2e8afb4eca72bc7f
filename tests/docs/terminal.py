"""A terminal in which a reader types: one bash, whose variables and functions stay."""

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from tools.house import ROOT


@dataclass(frozen=True)
class Answer:
    """What a script has printed, errors among it, and its exit code."""

    code: int
    output: str


class Terminal:
    """Scripts are run one after the other; `scratch` is a folder for their texts.

    Whatever a script has left running ends with the terminal.
    """

    def __init__(self, environment: Mapping[str, str], scratch: Path) -> None:
        self._script = scratch / "typed.sh"
        self._lines: queue.Queue[str] = queue.Queue()
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for pid in self._session():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._bash.wait()

    def run(self, script: str, *, seconds: float) -> Answer:
        """Run the script; raises AssertionError when it takes longer than `seconds`."""
        end = f"end-of-script-{os.urandom(8).hex()}"
        self._script.write_text(script)
        assert self._bash.stdin
        self._bash.stdin.write(f"source '{self._script}' < /dev/null\nprintf '\\n{end} %d\\n' $?\n")
        self._bash.stdin.flush()
        deadline = time.monotonic() + seconds
        lines: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not done in {seconds:g} s:\n{script}") from None
            if line.startswith(end):
                return Answer(int(line.split()[1]), "".join(lines).removesuffix("\n"))
            lines.append(line)

    def _session(self) -> list[int]:
        """The bash and all that it has started, orphans too: it leads a session of its own."""
        found = []
        for pid in psutil.pids():
            with suppress(OSError):
                if os.getsid(pid) == self._bash.pid:
                    found.append(pid)
        return found

    def _read(self) -> None:
        assert self._bash.stdout
        for line in self._bash.stdout:
            self._lines.put(line)
