"""Noticing that one is to stop: by a signal, or because the `make` above is going away."""

import os
import signal
from pathlib import Path
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """`made()` is true once somebody wants this process to end. Make it in the main thread.

    A terminal sends Ctrl-C to make and to its children alike. A signal that was sent to make
    alone ends here too: make passes on SIGTERM, and with the others waits for its children after
    it has given up catching that signal, which is how it can be told.
    """

    def __init__(self) -> None:
        self._signalled = False
        self._make = os.getppid() if "MAKELEVEL" in os.environ else None
        self._caught = _caught_signals(self._make)
        for number in SIGNALS:
            signal.signal(number, self._notice)

    def made(self) -> bool:
        return self._signalled or self._make_is_leaving()

    def _notice(self, number: int, frame: FrameType | None) -> None:
        self._signalled = True

    def _make_is_leaving(self) -> bool:
        if self._make is None:
            return False
        return os.getppid() != self._make or not self._caught <= _caught_signals(self._make)


def _caught_signals(pid: int | None) -> set[int]:
    """Which of SIGNALS the process has a handler for; none where there is no /proc to tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return set()
    mask = next(
        (int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:")), 0
    )
    return {number for number in SIGNALS if mask >> (number - 1) & 1}
