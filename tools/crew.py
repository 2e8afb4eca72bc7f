"""Processes that are started together and stopped together, their output in one stream.

Unlike honcho's own manager, a crew does not stop when one of its processes ends: a service that
dies is what the others are made for.
"""

import os
import queue
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer
from honcho.process import Process

PATIENCE = 10.0
"""Seconds that a process has for its orderly end, until it is killed."""


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
        commands = parse_procfile(procfile.read_text()).processes
        self.pids: dict[str, int] = {}
        self._output = output
        self._printer = Printer(output, width=max(map(len, commands)))
        self._messages: queue.Queue[Message] = queue.Queue()
        self._running = set(commands)
        self._threads = [
            threading.Thread(
                target=Process(
                    command, name=name, colour=colour, env=dict(environment), cwd=str(folder)
                ).run,
                args=(self._messages,),
                daemon=True,
            )
            for (name, command), colour in zip(commands.items(), get_colours(), strict=False)
        ]

    @property
    def running(self) -> frozenset[str]:
        """The names of the processes that have not ended."""
        return frozenset(self._running)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def step(self, timeout: float) -> Ended | None:
        """Wait up to `timeout` seconds for the next thing to happen, print it, tell of an end."""
        try:
            message = self._messages.get(timeout=timeout)
        except queue.Empty:
            return None
        match message.type:
            case "start":
                self.pids[message.name] = message.data["pid"]
            case "stop":
                self._running.discard(message.name)
                return Ended(message.name, message.data["returncode"])
            case _:
                self._printer.write(message)
        return None

    def say(self, text: str) -> None:
        """Print a line of our own between those of the processes."""
        now = datetime.now().astimezone()
        self._printer.write(Message("line", f"{text}\n", now, "", None))

    def stop(self) -> None:
        """End every process and what it has started: politely, and after PATIENCE by force."""
        self._signal_groups(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._running and time.monotonic() < deadline:
            self.step(timeout=0.1)
        if self._running:
            self.say(f"Killing what did not end in {PATIENCE:.0f} s: {', '.join(self._running)}")
        # What a process that has ended left behind in its group goes as well.
        self._signal_groups(signal.SIGKILL)
        while self._running:
            self.step(timeout=0.1)

    def _signal_groups(self, number: signal.Signals) -> None:
        while len(self.pids) < len(self._threads):
            self.step(timeout=0.1)
        for pid in self.pids.values():
            try:
                os.killpg(pid, number)
            except ProcessLookupError:
                continue
