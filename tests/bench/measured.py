"""A row that was measured, made up."""

from bench.rounds import Round
from bench.row import Line, Row
from bench.table import Result
from bench.targets import AtLeast, Never

RATE = Line("rate", "16 clients", "/s", {"sqlite": AtLeast(4)})
STUCK = Line("stuck", "left <pending>", "", {"sqlite": Never()})


def result(
    ours: list[float], peer: list[float] | None, *, line: Line = RATE, database: str = "sqlite"
) -> Result:
    """Of a round for each value of `ours`."""

    def sides() -> None:
        raise NotImplementedError

    row = Row(1, "Accepted", "Express" if peer else "", (line,), lambda stage: sides())  # type: ignore[arg-type, return-value]
    beside = [{line.key: value} for value in peer] if peer else [None] * len(ours)
    rounds = [Round({line.key: mine}, theirs) for mine, theirs in zip(ours, beside, strict=True)]
    return Result(row, line, database, tuple(rounds))
