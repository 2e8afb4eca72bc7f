"""The projection is rebuilt from a long log, by a query service that begins with nothing.

The long log is applied once, over all rounds: a part of it in each, beside a whole short one. The
databases are SQLite files, whose rows are written before the first round.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import memory
from bench.client import UnexpectedAnswer
from bench.history import write_log
from bench.part import Part, part
from bench.rounds import Reading
from bench.row import Line, Row, Sides
from bench.stage import Stage
from bench.targets import AtLeast, Limit
from tools.house import BUS, QUERY

LONG, QUICK, SHORT = 1_000_000, 30_000, 10_000
POSITION = "SELECT position FROM eventbox_cursor"
DELIVERY = "bus-delivery"
PAUSE = 0.01
PATIENCE = 900.0
MIB = 2**20


class Rebuild:
    """A log with a query service before it, which goes on as long as it is delivered to."""

    def __init__(self, of: Part, events: int) -> None:
        self._of = of
        self._server = of.processes["query"]
        self.early = 0  # its peak after a short log
        write_log(of.file(BUS), events)
        of.begin(DELIVERY)

    def empty(self) -> None:
        """Begin again, by the command that there is for it."""
        self._of.run(QUERY, QUERY.manage, "replay", "--reset")

    def advance(self, upto: int) -> float:
        """Let it come to that position; events per second, from the first window to the last."""
        delivery = self._of.processes[DELIVERY]
        before = self._position()
        delivery.begin()
        try:
            first = self._reaches(before + 1)
            began = time.monotonic()
            if not self.early:
                self._reaches(SHORT)
                self.early = self.peak()
            last = self._reaches(upto)
            return (last - first) / (time.monotonic() - began)
        finally:
            delivery.stop()

    def peak(self) -> int:
        """The most memory that the applying server has had, in bytes."""
        return memory.peak(self._server.pid)

    def _reaches(self, wanted: int) -> int:
        until = time.monotonic() + PATIENCE
        while (at := self._position()) < wanted:
            if time.monotonic() > until:
                raise UnexpectedAnswer(f"the rebuild is at event {at} after {PATIENCE:g} s")
            time.sleep(PAUSE)
        return at

    def _position(self) -> int:
        return self._of.number(QUERY, POSITION)


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """The short one is emptied before each round."""
    count = int(stage.pick(LONG, QUICK))
    if count != LONG:
        stage.note(f"Row 10: {count:,} events, not {LONG:,}")
    with (
        part(stage, "long", (BUS, QUERY)) as long_part,
        part(stage, "short", (BUS, QUERY)) as short_part,
    ):
        long, short = Rebuild(long_part, count), Rebuild(short_part, SHORT)
        short.advance(SHORT)
        steps = iter(range(1, stage.rounds + 1))

        def ours() -> Reading:
            rate = long.advance(count * next(steps) // stage.rounds)
            return {"rate": rate, "growth": (long.peak() - long.early) / MIB}

        def peer() -> Reading:
            short.empty()
            return {"rate": short.advance(SHORT)}

        yield Sides(ours, peer)


ROW = Row(
    number=10,
    title=f"Rebuild from {LONG:,} events",
    peer=f"from {SHORT:,}",
    lines=(
        Line("rate", "events applied", "/s", {"sqlite": AtLeast(0.9)}),
        Line(
            "growth",
            f"peak memory beyond that of the first {SHORT:,}",
            "MiB",
            {"sqlite": Limit(30)},
        ),
    ),
    sides=sides,
    databases=("sqlite",),
)
