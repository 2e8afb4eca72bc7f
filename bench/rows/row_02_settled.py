"""How many comments come to a verdict that query shows, per second, and how many never do."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.blog import Blog
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.settling import CLIENTS, let_settle
from bench.stage import Stage
from bench.targets import AtLeast, Never

SECONDS, QUICK = 3.0, 1.5


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """The time runs from the first request until the last verdict is seen."""
    seconds = stage.pick(SECONDS, QUICK)

    def measure(blog: Blog) -> Reading:
        seen = let_settle(blog, seconds=seconds)
        stage.generator.saw(seen.load)
        rate = seen.settled / seen.seconds
        return {"settled": rate, "stuck": seen.stuck, "lost": seen.lost}

    def peer() -> Reading:
        with stage.express() as blog:
            return measure(blog)

    ours = stage.blog  # started here, not within the first round
    yield Sides(lambda: measure(ours), peer)


ROW = Row(
    number=2,
    title="Comments settled",
    peer="Express",
    lines=(
        Line("settled", f"verdict in query, {CLIENTS} clients", "/s", on_both(AtLeast(4))),
        Line("stuck", "left pending for ever, in a round", "", on_both(Never())),
        Line("lost", "accepted, but not there, in a round", "", on_both(Never())),
    ),
    sides=sides,
    quick=True,
)
