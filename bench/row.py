"""What a row of the table is: a title, who stands beside us, and how both are measured.

Each lies in a file of its own in `bench/rows`, as `ROW`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bench.rounds import Side
from bench.stage import Stage
from bench.targets import Target


@dataclass(frozen=True)
class Line:
    """One line of a row; a reading holds its value under `key`.

    `targets` holds what it is to reach, by database; a line without is only said.
    """

    key: str
    what: str
    unit: str
    targets: dict[str, Target]


@dataclass(frozen=True)
class Sides:
    """Each measures once, for seconds, whenever it is called."""

    ours: Side
    peer: Side | None = None


class Missing(Exception):
    """Something that a row compares with is not installed; the message says how to get it."""


def nothing_besides() -> None:
    """What is installed for every row is enough."""


@dataclass(frozen=True)
class Row:
    """`sides` prepares what is measured, and clears it away after the last round.

    `databases` are those it says something about. `check` raises Missing.
    """

    number: int
    title: str
    peer: str
    lines: tuple[Line, ...]
    sides: Callable[[Stage], AbstractContextManager[Sides]]
    databases: tuple[str, ...] = ("sqlite", "postgres")
    quick: bool = False
    check: Callable[[], None] = nothing_besides


def on_both(target: Target) -> dict[str, Target]:
    """The same target on both databases."""
    return {"sqlite": target, "postgres": target}
