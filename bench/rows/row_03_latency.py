"""How long one comment takes from its POST until query shows its verdict, in an idle system."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.blog import Blog
from bench.client import UnexpectedAnswer
from bench.rounds import Reading, quantile
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtMost

SAMPLES, QUICK = 150, 40
WARMING = 5
PAUSE = 0.001
REST = 0.04
LIMIT = 30.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """One client, which reads the post's page every millisecond until the verdict is there."""
    samples = int(stage.pick(SAMPLES, QUICK))

    def measure(blog: Blog) -> Reading:
        post = blog.create_post("Bread, one loaf")
        took = [sample(blog, post) for _ in range(WARMING + samples)][WARMING:]
        return {"p50": 1000 * quantile(took, 0.5), "p99": 1000 * quantile(took, 0.99)}

    def peer() -> Reading:
        with stage.express() as blog:
            return measure(blog)

    ours = stage.blog  # started here, not within the first round
    yield Sides(lambda: measure(ours), peer)


def sample(blog: Blog, post: str) -> float:
    """Seconds that one comment takes. Raises UnexpectedAnswer when it never settles."""
    # At no fixed beat, so that it meets every moment of whatever happens at a fixed one.
    time.sleep(random.uniform(0, REST))  # noqa: S311
    began = time.perf_counter()
    comment = blog.comment(post)
    while blog.status(post, comment) in (None, "pending"):
        if time.perf_counter() > began + LIMIT:
            raise UnexpectedAnswer(f"a comment has no verdict after {LIMIT:g} s")
        time.sleep(PAUSE)
    return time.perf_counter() - began


ROW = Row(
    number=3,
    title="POST to final status",
    peer="Express",
    lines=(
        Line("p50", "one client, idle system, p50", "ms", on_both(AtMost(1))),
        Line("p99", "one client, idle system, p99", "ms", on_both(AtMost(0.5))),
    ),
    sides=sides,
    quick=True,
)
