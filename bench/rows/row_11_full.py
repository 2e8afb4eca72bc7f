"""Whether the page and a new comment take longer where a million comments are stored.

Two whole systems, with as many posts each; their SQLite files are written before they start. Every
page is asked for under an address of its own, so that it is read, not remembered.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from bench.blog import OurBlog
from bench.client import Client, UnexpectedAnswer
from bench.history import write_comments
from bench.part import Part, part
from bench.rounds import Reading, quantile
from bench.row import Line, Row, Sides
from bench.stage import Stage
from bench.targets import AtMost
from tools.house import COMMENTS, QUERY
from tools.trial.waiting import wait_until

POSTS = 100
PAGE, NEWEST = 20, 10
MANY, QUICK, FEW = 1_000_000, 20_000, 1_000
SAMPLES, QUICK_SAMPLES = 150, 30


class Blogger:
    """One client of one of the systems."""

    def __init__(self, of: Part, comments: int, samples: int) -> None:
        write_comments(of.file(COMMENTS), of.file(QUERY), posts=POSTS, each=comments // POSTS)
        of.begin()
        self._blog = OurBlog(of.ports)
        self._query = Client(of.ports["query"])
        self._samples = samples
        self._pages = count()
        shown = self._query.get("/posts")
        if [len(post["comments"]) for post in shown] != [NEWEST] * PAGE:
            raise UnexpectedAnswer("the page does not show what was written")
        self.measure()  # warm

    def measure(self) -> Reading:
        """The medians, in milliseconds. When pages are read, all comments have settled."""
        written = [self._took(self._comment) for _ in range(self._samples)]
        wait_until(self._settled, "the comments have settled")
        read = [self._took(self._page) for _ in range(self._samples)]
        return {"page": quantile(read, 0.5), "comment": quantile(written, 0.5)}

    def _comment(self) -> None:
        self._last = self._blog.comment("p0")

    def _settled(self) -> bool:
        return self._blog.status("p0", self._last) not in (None, "pending")

    def _page(self) -> None:
        self._query.read(f"/posts?unread={next(self._pages)}")

    def _took(self, what: Callable[[], None]) -> float:
        began = time.perf_counter()
        what()
        return 1000 * (time.perf_counter() - began)


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Each rests while the other is measured."""
    many = int(stage.pick(MANY, QUICK))
    if many != MANY:
        stage.note(f"Row 11: {many:,} comments, not {MANY:,}")
    samples = int(stage.pick(SAMPLES, QUICK_SAMPLES))
    with part(stage, "many") as full, part(stage, "few") as empty:
        ours, peer = Blogger(full, many, samples), Blogger(empty, FEW, samples)
        yield Sides(ours.measure, peer.measure)


ROW = Row(
    number=11,
    title=f"With {MANY:,} comments stored",
    peer=f"with {FEW:,}",
    lines=(
        Line("page", "GET /posts, one client, p50", "ms", {"sqlite": AtMost(1.15)}),
        Line("comment", "POST a comment, one client, p50", "ms", {"sqlite": AtMost(1.15)}),
    ),
    sides=sides,
    databases=("sqlite",),
)
