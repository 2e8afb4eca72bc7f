"""Processes that are started together and stopped together, their output in one stream.

Unlike honcho's own manager, a crew does not stop when one of its processes ends: a service that
dies is what the others are made for.
"""

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from honcho.colour import get_colours
from honcho.environ import parse_procfile

from tools.told import Told, whole_lines


@dataclass(frozen=True)
class Ended:
    """A process has ended, with `code` 0, an exit code, or minus the number of a signal."""

    name: str
    code: int

    @property
    def how(self) -> str:
        if self.code < 0:
            return f"was ended by {signal.Signals(-self.code).name}"
        return f"has ended (exit code {self.code})"


class Crew:
    """The processes of a Procfile, run in `folder`; each leads a process group of its own."""

    def __init__(
        self, procfile: Path, *, folder: Path, environment: Mapping[str, str], output: TextIO
    ) -> None:
        self._commands: dict[str, str] = parse_procfile(procfile.read_text()).processes
        self._folder = folder
        self._environment = environment
        self._told = Told(output, dict(zip(self._commands, get_colours(), strict=False)))
        self.unheard = False
        """Whether nobody reads any more: the terminal, or the reader of a pipe, is gone."""
        self._lines: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._readers: dict[str, threading.Thread] = {}
        self._running: set[str] = set()

    @property
    def running(self) -> frozenset[str]:
        """The names of the processes whose end has not been told of."""
        return frozenset(self._running)

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each that was started, by name."""
        return {name: process.pid for name, process in self._processes.items()}

    def start(self) -> None:
        for name, command in self._commands.items():
            self._processes[name] = process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._readers[name] = reader = threading.Thread(
                target=self._read, args=(name, process), daemon=True
            )
            self._running.add(name)
            reader.start()

    def step(self, timeout: float) -> Ended | None:
        """Print what comes within `timeout` seconds, or tell of one process that has ended."""
        for name in self._running:
            code = self._processes[name].poll()
            if code is not None:
                self._running.discard(name)
                # What it left behind, such as a web server's workers, must not go on half alive.
                self._signal_group(name, signal.SIGKILL)
                self._readers[name].join(timeout=0.5)
                self._print_lines(timeout=0)
                return Ended(name, code)
        self._print_lines(timeout)
        return None

    def say(self, text: str) -> None:
        """Print a line of our own between those of the processes."""
        self._print([("", text.encode())])

    def stop(self, patience: float) -> None:
        """End every process: politely, and after `patience` seconds by force."""
        for name in self._running:
            self._signal_group(name, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while self._running and time.monotonic() < deadline:
            self.step(timeout=0.1)
        if self._running:
            names = ", ".join(sorted(self._running))
            self.say(f"Killing what did not end in {patience:.0f} s: {names}")
        for name in self._running:
            self._signal_group(name, signal.SIGKILL)
        while self._running:
            self.step(timeout=0.1)

    def _read(self, name: str, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        with process.stdout as output:
            for lines in whole_lines(output):
                self._lines.put((name, lines))

    def _print_lines(self, timeout: float) -> None:
        """Print what comes within `timeout` seconds, with all that is there by then."""
        try:
            lines = [self._lines.get(timeout=timeout)]
            while not self._lines.empty():
                lines.append(self._lines.get_nowait())
        except queue.Empty:
            return
        self._print(lines)

    def _print(self, lines: Iterable[tuple[str, bytes]]) -> None:
        if not self.unheard:
            try:
                self._told.print(lines)
            except OSError:
                self.unheard = True

    def _signal_group(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._processes[name].pid, number)
