"""The faults: who is hit, how and for how long is drawn from one seed."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tools.chaos.fleet import Fleet
from tools.chaos.links import Condition, Link
from tools.trial.process import Process

DATABASE = "the database server"

AT_ONCE = 3
"""Faults that last at the same time, at most."""

CUTS = (Condition.DROPS, Condition.HANGS, Condition.LOSES_ANSWERS)

KINDS = {"kill": 60, "pause": 16, "cut": 16, "crash": 8}
"""How often each kind comes, out of a hundred; `crash` is the database server's."""


class Server(Protocol):
    """A database server that can crash."""

    def start(self) -> None:
        """Start it; returns when it answers."""

    def stop_immediate(self) -> None:
        """End it without a word to anybody and without a checkpoint."""


@dataclass(frozen=True)
class Fault:
    """Something that was done, and how it ends; `until` is a moment of the clock."""

    target: str
    what: str
    until: float
    heal: Callable[[], None]


class Faults:
    """Does harm to the fleet, one `step` after another, and sees to it that each harm ends.

    Like a supervisor, it also starts again what has ended by itself.
    """

    def __init__(
        self,
        fleet: Fleet,
        server: Server | None,
        rng: random.Random,
        *,
        every: float,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fleet = fleet
        self._server = server
        self._rng = rng
        self._every = every
        self._tell = tell
        self._clock = clock
        self._next_at = clock()
        self._lasting: list[Fault] = []
        self.done: Counter[str] = Counter()
        """How many of each kind; `ended` counts what ended by itself."""

    @property
    def kills(self) -> int:
        """Processes, and the database server, that were ended without warning."""
        return self.done["kill"] + self.done["crash"]

    def step(self) -> None:
        """End what has lasted long enough; do the next harm when its time has come."""
        now = self._clock()
        for fault in [one for one in self._lasting if one.until <= now]:
            self._lasting.remove(fault)
            fault.heal()
        self._start_again(now)
        if now >= self._next_at and len(self._lasting) < AT_ONCE:
            self._next_at = now + self._rng.uniform(0.3, 1.7) * self._every
            self._harm(now)

    def end(self) -> None:
        """End every harm."""
        for fault in self._lasting:
            fault.heal()
        self._lasting.clear()

    def _harm(self, now: float) -> None:
        kinds = dict(KINDS)
        if self._server is None or not self._is_free(DATABASE):
            del kinds["crash"]
        (kind,) = self._rng.choices(list(kinds), list(kinds.values()))
        if kind == "crash":
            fault = self._crash(now)
        elif kind == "cut":
            free = [link for link in self._fleet.links.values() if self._is_free(_to(link))]
            fault = self._cut(self._rng.choice(free), now)
        else:
            members = self._fleet.processes.values()
            process = self._rng.choice([one for one in members if self._is_free(one.name)])
            fault = self._kill(process, now) if kind == "kill" else self._pause(process, now)
        self._note(kind, fault)

    def _start_again(self, now: float) -> None:
        for process in self._fleet.processes.values():
            if not process.is_running and self._is_free(process.name):
                fault = Fault(process.name, "has ended by itself", now + 1.0, process.begin)
                self._note("ended", fault)

    def _note(self, kind: str, fault: Fault) -> None:
        self.done[kind] += 1
        self._lasting.append(fault)
        self._tell(f"{fault.target} {fault.what}")

    def _is_free(self, target: str) -> bool:
        return all(fault.target != target for fault in self._lasting)

    def _kill(self, process: Process, now: float) -> Fault:
        seconds = self._rng.choice((0.0, 0.5, 2.0))
        process.kill()
        return Fault(process.name, "is killed", now + seconds, process.begin)

    def _pause(self, process: Process, now: float) -> Fault:
        # Some longer than a lease, so that its holder goes on with it when it is another's.
        seconds = self._rng.choice((0.5, 3.0, 7.0, 12.0))
        process.pause()
        return Fault(process.name, f"is paused for {seconds:g} s", now + seconds, process.resume)

    def _cut(self, link: Link, now: float) -> Fault:
        condition, seconds = self._rng.choice(CUTS), self._rng.choice((0.5, 2.0, 6.0))
        self._fleet.turn(link, condition)

        def heal() -> None:
            self._fleet.turn(link, Condition.OPEN)

        what = f"{condition.value} for {seconds:g} s"
        return Fault(_to(link), what, now + seconds, heal)

    def _crash(self, now: float) -> Fault:
        assert self._server is not None
        self._server.stop_immediate()
        seconds = self._rng.choice((0.0, 2.0, 6.0))
        return Fault(DATABASE, "crashes", now + seconds, self._server.start)


def _to(link: Link) -> str:
    return f"the link to {link.name}"
