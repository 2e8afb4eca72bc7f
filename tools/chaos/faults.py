"""The faults: who is hit, how and for how long is drawn from one seed."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tools.chaos.fleet import Fleet
from tools.chaos.links import Condition, Link
from tools.trial.process import Process

DATABASE = "the database server"
NATS = "the NATS server"

AT_ONCE = 3
"""Faults that last at the same time, at most."""

CUTS = (Condition.DROPS, Condition.HANGS, Condition.LOSES_ANSWERS)

KINDS = {"kill": 60, "pause": 16, "cut": 16}
CRASH = 8
"""How often each kind comes, in proportion; each server crashes as often as CRASH says."""


@dataclass(frozen=True)
class Server:
    """What the services stand on, and can crash: `crash` ends it without a word to anybody, and
    `start` returns when it answers again."""

    name: str
    crash: Callable[[], None]
    start: Callable[[], None]


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
        servers: Sequence[Server],
        rng: random.Random,
        *,
        every: float,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fleet = fleet
        self._servers = {server.name: server for server in servers}
        self._rng = rng
        self._every = every
        self._tell = tell
        self._clock = clock
        self._next_at = clock()
        self._lasting: list[Fault] = []
        self.done: Counter[str] = Counter()
        """How many of each kind; a server's crashes are by its name, and `ended` counts what ended
        by itself."""

    @property
    def kills(self) -> int:
        """Processes and servers that were ended without warning."""
        return kills(self.done)

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
        kinds = KINDS | {name: CRASH for name in self._servers if self._is_free(name)}
        (kind,) = self._rng.choices(list(kinds), list(kinds.values()))
        if kind in self._servers:
            fault = self._crash(self._servers[kind], now)
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

    def _crash(self, server: Server, now: float) -> Fault:
        server.crash()
        seconds = self._rng.choice((0.0, 2.0, 6.0))
        return Fault(server.name, "crashes", now + seconds, server.start)


def kills(done: Mapping[str, int]) -> int:
    """How many of those faults ended something without warning."""
    return sum(done.get(kind, 0) for kind in ("kill", DATABASE, NATS))


def _to(link: Link) -> str:
    return f"the link to {link.name}"
