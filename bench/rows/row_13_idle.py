"""What the idle system holds of the memory, and how long it takes from its start until it is ready.

`make up` and `make serve` without make, on databases that are there: the first start, which makes
them, is told beneath the table. Everything counts, from the program that starts the others down.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bench.houses import megabytes, started
from bench.rounds import Reading
from bench.row import Line, Row, Sides
from bench.stage import Stage
from bench.targets import Limit

REST = 5.0
"""Seconds that it has for becoming idle."""


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Nobody stands beside it."""
    houses = {name: partial(started, name, stage.data / name) for name in ("up", "serve")}
    for name, start in houses.items():
        with start() as (_, seconds):
            stage.note(f"make {name}: {seconds:.1f} s for the first start, which makes the tables")

    def ours() -> Reading:
        found: dict[str, float] = {}
        for name, start in houses.items():
            with start() as (house, seconds):
                time.sleep(REST)
                found |= {f"{name} memory": megabytes(house.pid), f"{name} start": seconds}
        return found

    yield Sides(ours)


ROW = Row(
    number=13,
    title="The idle system",
    peer="",
    lines=(
        Line("up memory", "make up, PSS of all processes", "MB", {"sqlite": Limit(450)}),
        Line("up start", "make up, from start to ready", "s", {"sqlite": Limit(8)}),
        Line("serve memory", "make serve, PSS of all processes", "MB", {"sqlite": Limit(700)}),
        Line("serve start", "make serve, from start to ready", "s", {"sqlite": Limit(8)}),
    ),
    sides=sides,
    databases=("sqlite",),
)
