"""Runs a Procfile of the house in the foreground: starts, waits, shows the addresses, stops all."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools import ports
from tools.crew import Crew
from tools.house import FRONTEND, LISTENING, ROOT, SERVICES
from tools.readiness import Readiness
from tools.stopping import StopRequest

START_LIMIT = 90.0
"""Seconds until a house that is not ready is given up."""

PATIENCE = 10.0
"""Seconds that a process has for its orderly end, until it is killed."""

START_PATIENCE = 2.0
"""The same for one that is just starting, and may not listen to signals yet."""

WIDE = 115
"""Columns from which on there is room for whole addresses, not only for their paths."""


@dataclass(frozen=True)
class Run:
    """What `up` and `serve` do differently."""

    command: str
    """What the user called, such as "make up"."""
    procfile: Path
    environment: Mapping[str, str]
    start_again: Callable[[str], str]
    """From the name of a process to the shell command that starts it again."""
    prepare: Callable[[Mapping[str, str]], None] = lambda environment: None
    """What is to be done before the start; raises SystemExit when it fails."""


def run(task: Run) -> int:
    """Run the house until somebody stops it. Returns an exit code.

    A process that ends before the house is ready ends all of it, with 1; later the rest runs on.
    """
    for complaint in (found := ports.complaints(LISTENING, task.environment, command=task.command)):
        print(complaint, file=sys.stderr)
    if found:
        return 1
    stop = StopRequest()
    task.prepare(task.environment)
    if stop.made():
        return 0
    crew = Crew(task.procfile, folder=ROOT, environment=task.environment, output=sys.stdout)
    crew.start()
    readiness = Readiness(
        {service.name: service.address(task.environment) for service in LISTENING}
    )
    patience = START_PATIENCE
    try:
        if not _until_ready(crew, readiness, stop):
            return 0 if stop.made() else 1
        patience = PATIENCE
        _show_addresses(crew, task)
        return _until_stopped(crew, stop, task)
    finally:
        readiness.give_up()
        crew.say("Stopping ...")
        crew.stop(patience)
        crew.say("All stopped.")


def _until_ready(crew: Crew, readiness: Readiness, stop: StopRequest) -> bool:
    deadline = time.monotonic() + START_LIMIT
    while not (stop.made() or crew.unheard):
        ended = crew.step(timeout=0.1)
        if ended:
            crew.say(f"{ended.name} {ended.how} before everything was ready; see above for why.")
            return False
        if readiness.complete:
            return True
        if time.monotonic() > deadline:
            for name, answer in readiness.missing.items():
                crew.say(f"{name} is not ready after {START_LIMIT:.0f} s: it {answer}.")
            return False
    return False


def _until_stopped(crew: Crew, stop: StopRequest, task: Run) -> int:
    while not (stop.made() or crew.unheard):
        ended = crew.step(timeout=0.2)
        if ended:
            crew.say(f"{ended.name} {ended.how}. The others run on. To start it again:")
            crew.say(f"    {task.start_again(ended.name)}")
        if not crew.running:
            crew.say("Nothing of it runs any more.")
            return 1
    return 0


def _show_addresses(crew: Crew, task: Run) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    table = Table(title="Postbus is ready", title_justify="left", title_style="bold green")
    for heading in ("service", "address", "admin", "API docs", "process"):
        table.add_column(heading, no_wrap=True)
    table.add_row(
        "frontend", FRONTEND.address(task.environment), "", "", str(crew.pids[FRONTEND.name])
    )
    for service in SERVICES:
        address = service.address(task.environment)
        pages = address if console.width >= WIDE else ""
        pids = [str(pid) for name, pid in crew.pids.items() if name.split("-")[0] == service.name]
        table.add_row(service.name, address, f"{pages}/admin/", f"{pages}/docs", ", ".join(pids))
    console.print(table)
    console.print(
        "make demo fills it, make admin makes a login, Ctrl-C stops it.\n", highlight=False
    )
