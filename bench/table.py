"""The finished lines, and the table that is made of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.rounds import Round, Spread, ratios
from bench.row import Line, Row
from bench.targets import Target

HEADINGS = ("#", "what", "database", "Postbus", "beside it", "ratio", "to reach", "")


@dataclass(frozen=True)
class Result:
    """One line of one row on one database, measured."""

    row: Row
    line: Line
    database: str
    rounds: tuple[Round, ...]

    @property
    def ours(self) -> Spread:
        """Postbus, over the rounds."""
        return Spread.of([each.ours[self.line.key] for each in self.rounds])

    @property
    def peer(self) -> Spread | None:
        """Who stands beside it; None where there is nobody."""
        key = self.line.key
        values = [each.peer[key] for each in self.rounds if each.peer and key in each.peer]
        return Spread.of(values) if values else None

    @property
    def ratio(self) -> Spread | None:
        """Ours over the peer's; None where there is none, or the peer gave nought."""
        values = ratios(self.rounds, self.line.key)
        return Spread.of(values) if values else None

    @property
    def target(self) -> Target | None:
        """What it is to reach on this database."""
        return self.line.targets.get(self.database)

    @property
    def verdict(self) -> str:
        """Yes or no; empty where nothing is to be reached."""
        if self.target is None:
            return ""
        return "yes" if self.target.reached(self.ours, self.ratio) else "no"


def results(row: Row, database: str, rounds: Sequence[Round]) -> list[Result]:
    """A result for each line of the row."""
    return [Result(row, line, database, tuple(rounds)) for line in row.lines]


def cells(result: Result) -> tuple[str, ...]:
    """What stands in the table of it, beneath HEADINGS."""
    unit = result.line.unit
    return (
        str(result.row.number),
        f"{result.row.title}: {result.line.what}",
        result.database,
        measured(result.ours, unit),
        f"{result.row.peer} {measured(result.peer, unit)}" if result.peer else "–",
        measured(result.ratio, " ×") if result.ratio else "–",
        str(result.target or "–"),
        result.verdict,
    )


def measured(spread: Spread, unit: str) -> str:
    """Such as `412/s (398–431)`: the median, its unit, the least and the greatest."""
    separated = unit if unit.startswith(("/", " ")) or not unit else f" {unit}"
    low, high = figure(spread.low), figure(spread.high)
    return f"{figure(spread.median)}{separated} ({low}–{high})"


def figure(value: float) -> str:
    """Three digits that count, and none behind the point that don't."""
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.1g}"


def markdown(found: Sequence[Result]) -> Iterator[str]:
    """The table, line by line."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{' --- |' * len(HEADINGS)}"
    for result in found:
        yield f"| {' | '.join(cells(result))} |"
