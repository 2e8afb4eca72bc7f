"""The progress of a run, as it goes: bars on a terminal, a line now and then elsewhere."""

import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tools.chaos.faults import Faults
from tools.chaos.ledger import Ledger

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


class Display:
    """Shows, until the end of the `with`, how far a run is that is to do `kills` kills."""

    def __init__(self, console: Console, kills: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("kills"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("", total=kills)
        self._line_at = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def fault(self, what: str) -> None:
        """A fault has come."""
        if self._console.is_terminal:
            self._console.print(what, highlight=False, style="dim")

    def show(self, faults: Faults, ledger: Ledger) -> None:
        """How things stand."""
        text = (
            f"paused {faults.done['pause']}, cut off {faults.done['cut']}; "
            f"acked {ledger.count('acked')}, unknown {ledger.count('unknown')}"
        )
        self._progress.update(self._task, completed=faults.kills, description=text)
        if not self._console.is_terminal and time.monotonic() >= self._line_at:
            self._line_at = time.monotonic() + EVERY
            self._console.print(f"kills {faults.kills}, {text}", highlight=False)

    def wait(self) -> None:
        """All is healed."""
        self._console.print("All is healed; waiting until it has come to rest ...")
