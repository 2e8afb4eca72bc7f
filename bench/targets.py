"""What a line of the table is to reach. Pure."""

from dataclasses import dataclass
from typing import Protocol

from bench.rounds import Spread


class Target(Protocol):
    """Says of a finished line whether it is good enough, and in a few characters what that is."""

    def reached(self, ours: Spread, ratio: Spread | None) -> bool:
        """Whether it is; `ratio` is ours over the peer's, None where there is none."""
        ...


@dataclass(frozen=True)
class AtLeast:
    """Ours is that many times the peer's, or more."""

    times: float

    def reached(self, ours: Spread, ratio: Spread | None) -> bool:
        """By the median of the ratios."""
        return ratio is not None and ratio.median >= self.times

    def __str__(self) -> str:
        return f"≥ {self.times:g} ×"


@dataclass(frozen=True)
class AtMost:
    """Ours is that many times the peer's, or less."""

    times: float

    def reached(self, ours: Spread, ratio: Spread | None) -> bool:
        """By the median of the ratios."""
        return ratio is not None and ratio.median <= self.times

    def __str__(self) -> str:
        return f"≤ {self.times:g} ×"


@dataclass(frozen=True)
class Limit:
    """Ours alone is no more than that, in the line's unit."""

    value: float

    def reached(self, ours: Spread, ratio: Spread | None) -> bool:
        """By the median of the rounds."""
        return ours.median <= self.value

    def __str__(self) -> str:
        return f"≤ {self.value:g}"


@dataclass(frozen=True)
class Never:
    """Ours is nought in every single round."""

    def reached(self, ours: Spread, ratio: Spread | None) -> bool:
        """By the worst round."""
        return ours.high == 0

    def __str__(self) -> str:
        return "0"
