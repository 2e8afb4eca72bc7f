"""The faults of a chaos run: drawn from a seed, never for good, and what ends is started again."""

import random
from typing import cast

import pytest

from tools.chaos.faults import DATABASE, NATS, Faults, Server
from tools.chaos.fleet import Fleet
from tools.chaos.links import Condition, Link


class StillProcess:
    """Runs, or not, or is paused, without being there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_running = True
        self.is_paused = False

    def kill(self) -> None:
        self.is_running = self.is_paused = False

    def begin(self) -> None:
        assert not self.is_running
        self.is_running = True

    def pause(self) -> None:
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False


class StillServer:
    """A server without data."""

    def __init__(self) -> None:
        self.is_running = True

    def start(self) -> None:
        assert not self.is_running
        self.is_running = True

    def crash(self) -> None:
        assert self.is_running
        self.is_running = False


class StillFleet:
    """Five of each, and two servers."""

    def __init__(self) -> None:
        self.servers = {name: StillServer() for name in (DATABASE, NATS)}
        self.processes = {f"p{n}": StillProcess(f"p{n}") for n in range(5)}
        self.links = {f"l{n}": Link(f"l{n}", 0, 0) for n in range(5)}
        self.conditions: dict[str, Condition] = {}

    def turn(self, link: Link, condition: Condition) -> None:
        self.conditions[link.name] = condition

    @property
    def is_well(self) -> bool:
        processes = self.processes.values()
        return (
            all(server.is_running for server in self.servers.values())
            and all(one.is_running and not one.is_paused for one in processes)
            and set(self.conditions.values()) <= {Condition.OPEN}
        )


class Harm:
    """Faults on a clock of their own, and what was told of them."""

    def __init__(self, seed: int) -> None:
        self.fleet = StillFleet()
        self.told: list[str] = []
        self.now = 0.0
        self.faults = Faults(
            cast(Fleet, self.fleet),
            [Server(name, one.crash, one.start) for name, one in self.fleet.servers.items()],
            random.Random(seed),
            every=1.0,
            tell=self.told.append,
            clock=lambda: self.now,
        )

    def go_on(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += 0.1
            self.faults.step()


@pytest.fixture
def harm() -> Harm:
    return Harm(seed=1)


def test_every_kind_of_fault_comes(harm: Harm) -> None:
    harm.go_on(1000)
    assert harm.faults.done.keys() == {"kill", "pause", "cut", DATABASE, NATS}
    assert harm.faults.kills == sum(harm.faults.done[one] for one in ("kill", DATABASE, NATS))
    assert sum(harm.faults.done.values()) == len(harm.told)


def test_the_same_seed_draws_the_same_faults(harm: Harm) -> None:
    again, other = Harm(seed=1), Harm(seed=2)
    for one in (harm, again, other):
        one.go_on(100)
    assert harm.told == again.told != other.told


def test_no_fault_outlives_the_end(harm: Harm) -> None:
    harm.go_on(100)
    while harm.fleet.is_well:
        harm.go_on(0.1)
    harm.faults.end()
    assert harm.fleet.is_well


def test_what_has_ended_by_itself_is_counted_and_started_again(harm: Harm) -> None:
    harm.fleet.processes["p3"].is_running = False
    harm.go_on(0.2)
    assert harm.told[0] == "p3 has ended by itself"
    assert harm.faults.done["ended"] == 1
    harm.go_on(2)
    harm.faults.end()
    assert harm.fleet.is_well
