"""One run: load and faults, then healing, the wait until all has come to rest, and the count."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tools.chaos.clients import Clients
from tools.chaos.display import Display
from tools.chaos.faults import Faults, Server
from tools.chaos.finding import Finding
from tools.chaos.fleet import Fleet
from tools.chaos.ledger import Ledger
from tools.chaos.reading import amounts, collect, unsettled
from tools.chaos.verdict import findings, taken_unknowingly
from tools.chaos.watch import Watch

CONVERGENCE_LIMIT = 180.0
"""Seconds until a system that does not come to rest is given up."""

TICK = 0.05

QUIET = 1.0
"""Seconds for which nothing may change any more, until all counts as having come to rest."""


FIRST_ANSWER = 120.0
"""Seconds by which somebody must have been answered, else nothing works at all."""


class NotConverged(Exception):
    """The system has not come to rest; the message says what is still on its way."""


@dataclass(frozen=True)
class Plan:
    """What is to be done: at least `kills` kills, at least `seconds` of it, and until at least as
    many requests were acked as processes killed, and a deletion among them: a run in which nobody
    was answered shows nothing.
    """

    seed: int
    kills: int
    seconds: float
    clients: int
    every: float
    """Seconds between two faults, on average."""


@dataclass
class Result:
    """What came of it. `converged_after` is in seconds from the moment when all was healed.

    `taken` is how many of the unknown outcomes turned out to have been taken.
    """

    plan: Plan
    faults: Counter[str]
    ledger: Ledger
    seconds: float
    events: int
    taken: int
    converged_after: float
    findings: list[Finding] = field(default_factory=list)


class Stopped(Exception):
    """Somebody wants the run to end."""


def run(
    plan: Plan,
    fleet: Fleet,
    servers: Sequence[Server],
    display: Display,
    stopped: Callable[[], bool] = lambda: False,
) -> Result:
    """Do as the plan says, with a fleet that runs. Raises NotConverged, and Stopped at once where
    `stopped` says so."""
    rng = random.Random(plan.seed)  # noqa: S311 - it is to be repeated, not to be secret
    ledger = Ledger()
    own = random.Random(rng.random())  # noqa: S311
    faults = Faults(fleet, servers, own, every=plan.every, tell=display.fault)
    began = time.monotonic()
    with Watch(fleet, ledger) as watch:
        with Clients(fleet, ledger, plan.clients, rng):
            while (
                faults.kills < plan.kills
                or time.monotonic() - began < plan.seconds
                or ledger.count("acked") < plan.kills
                or not ledger.count_deletions("acked")
            ):
                if stopped():
                    raise Stopped
                if not ledger.count("acked") and time.monotonic() - began > FIRST_ANSWER:
                    raise NotConverged("nobody was answered at all")
                faults.step()
                display.show(faults, ledger)
                time.sleep(TICK)
            faults.end()
            fleet.heal()
        healed = time.monotonic()
        display.wait()
        rested = _wait_for_rest(fleet.databases, stopped)
    evidence = collect(fleet.databases)
    return Result(
        plan,
        faults.done,
        ledger,
        seconds=healed - began,
        events=len(evidence.log),
        taken=taken_unknowingly(evidence, ledger.attempts, ledger.deletions),
        converged_after=rested - healed,
        findings=[*findings(evidence, ledger.attempts, ledger.deletions), *watch.findings],
    )


def _wait_for_rest(databases: Mapping[str, str], stopped: Callable[[], bool]) -> float:
    """When all had come to rest: nothing on its way, and nothing new for QUIET seconds."""
    until = time.monotonic() + CONVERGENCE_LIMIT
    rested, seen = 0.0, None
    while not (seen and time.monotonic() - rested >= QUIET):
        if stopped():
            raise Stopped
        if time.monotonic() > until:
            raise NotConverged(
                "; ".join(unsettled(databases)) or "something new comes all the time"
            )
        now = None if unsettled(databases) else amounts(databases)
        if now is None or now != seen:
            rested, seen = time.monotonic(), now
        time.sleep(TICK)
    return rested
