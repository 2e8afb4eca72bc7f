"""How many comments are accepted per second: answered with 201, and ours are on disk then."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.blog import Blog
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.settling import CLIENTS, let_settle
from bench.stage import Stage
from bench.targets import AtLeast

SECONDS, QUICK = 3.0, 1.5


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """All comments of a round have settled before the next begins."""
    seconds = stage.pick(SECONDS, QUICK)

    def measure(blog: Blog) -> Reading:
        load = let_settle(blog, seconds=seconds).load
        stage.generator.saw(load)
        return {"accepted": load.rate}

    def peer() -> Reading:
        with stage.express() as blog:
            return measure(blog)

    ours = stage.blog  # started here, not within the first round
    yield Sides(lambda: measure(ours), peer)


ROW = Row(
    number=1,
    title="Comments accepted",
    peer="Express",
    lines=(Line("accepted", f"answered 201, {CLIENTS} clients", "/s", on_both(AtLeast(4))),),
    sides=sides,
    quick=True,
)
