"""Alternating rounds, and what is said of them: the median and the spread. Pure.

What a machine does besides drifts with the minutes. So the sides take turns, and who begins takes
turns too; a ratio is taken within each round, and of these ratios the median.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

Reading = Mapping[str, float]
"""What one side gave in one round, by the key of the line that it belongs to."""

Side = Callable[[], Reading]


@dataclass(frozen=True)
class Spread:
    """The median of some values, with the least and the greatest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """That of at least one value."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Round:
    """What both sides gave, one right after the other; no `peer` where there is nobody beside.

    The peer's reading may lack what only we are asked for.
    """

    ours: Reading
    peer: Reading | None


def alternate(ours: Side, peer: Side | None, rounds: int) -> Iterator[Round]:
    """Measure both sides `rounds` times; ours begins in the first round, the peer in the second."""
    for number in range(rounds):
        if peer is None:
            yield Round(ours(), None)
        elif number % 2 == 0:
            mine = ours()
            yield Round(mine, peer())
        else:
            theirs = peer()
            yield Round(ours(), theirs)


def ratios(rounds: Sequence[Round], key: str) -> list[float]:
    """Ours over the peer's, round by round; a round in which the peer gave nothing has none."""
    return [
        each.ours[key] / each.peer[key]
        for each in rounds
        if each.peer is not None and each.peer.get(key)
    ]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies: the nearest one that was really measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
