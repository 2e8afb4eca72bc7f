"""A worker: named loops, each on a thread of its own, that wait for work and obey the stop signal.

A loop only repeats its one step; what is done stands in the step, which tests call directly.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from django.db import close_old_connections, connections

from eventbox.retry import backoff
from eventbox.wakeup import Waiter, wake_local

log = logging.getLogger("eventbox.worker")

FOREVER = threading.TIMEOUT_MAX

LONGEST_WAIT = 5.0
"""Seconds after which a step that has failed is tried again at the latest: what it needs, such as
the database, may be back, and nobody tells."""

STUCK = 120.0
"""Seconds after which a loop that has not come round is taken to hang. A step that has much to do
or waits for an answer takes less."""

BEAT_EVERY = 5.0

DRAIN = 9.0
"""Seconds for what is under way when a signal comes: supervisors kill what has not ended in ten.
What is abandoned then is done again."""


@dataclass(frozen=True)
class Loop:
    """A step that is repeated: `step()` returns the seconds to wait at most before the next one.

    News on `channel` ends the wait early. An exception is logged and the step tried again later.
    """

    name: str
    step: Callable[[], float]
    channel: str
    close: Callable[[], None] | None = None


class Worker:
    """Runs loops until it is stopped; `stop` lets each finish the step that it is in."""

    def __init__(self, loops: Sequence[Loop] = ()) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._rounds = {loop.name: time.monotonic() for loop in loops}
        self._loops = [self._noting(loop) for loop in loops]

    def start(self) -> None:
        """Start every loop on its thread."""
        for loop in self._loops:
            thread = threading.Thread(
                target=run_loop, args=(loop, self._stopping), name=loop.name, daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Ask every loop to end and wait for it; False where one did not end within `timeout`."""
        self._stopping.set()
        for loop in self._loops:
            wake_local(loop.channel)
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in self._threads)

    def is_well(self, *, now: float) -> bool:
        """Whether every loop has come round lately. One whose steps fail has: it tries again."""
        return all(now - begun < STUCK for begun in self._rounds.values())

    def run_until_signal(self, heartbeat: Path | None = None) -> bool:
        """Run in the foreground until SIGTERM or SIGINT, then drain; the answer is `stop`'s.

        Meanwhile the file `heartbeat` is touched every few seconds, as long as the worker is well.
        """
        stop = threading.Event()

        def on_signal(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        self.start()
        while not stop.is_set():
            if heartbeat is not None and self.is_well(now=time.monotonic()):
                heartbeat.touch()
            stop.wait(BEAT_EVERY)
        return self.stop(DRAIN)

    def _noting(self, loop: Loop) -> Loop:
        """The loop, whose step also notes when it was begun."""

        def step() -> float:
            self._rounds[loop.name] = time.monotonic()
            return loop.step()

        return replace(loop, step=step)


def run_loop(loop: Loop, stopping: threading.Event) -> None:
    """Repeat `loop.step` until `stopping` is set.

    Database connections are kept while there is work, and given up after an idle wait, as at the
    end of a request, and after any failure: a broken one is never used twice.
    """
    waiter = Waiter(loop.channel)
    failures = 0
    try:
        while not stopping.is_set():
            try:
                wait = loop.step()
                failures = 0
            except Exception:
                failures += 1
                wait = backoff(failures, base=0.5, cap=LONGEST_WAIT)
                log.exception("%s failed; next try in %.1f s", loop.name, wait)
                connections.close_all()
            if not stopping.is_set() and not waiter.wait(wait):
                close_old_connections()
    finally:
        try:
            if loop.close is not None:
                loop.close()
        except Exception:
            log.exception("%s could not be closed cleanly", loop.name)
        connections.close_all()
