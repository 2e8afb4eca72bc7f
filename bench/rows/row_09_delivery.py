"""From an outbox to a row in another service's database: our way beside the usual ones.

All rows are written before; the time runs from their commit until the last of them is stored. The
peers have fewer of them, and no more than LIMIT seconds: then what is stored by then counts.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench import rabbitmq
from bench.client import UnexpectedAnswer
from bench.part import Part, part
from bench.peers import pair as libraries
from bench.peers.pair import CQRS, OUTBOX, Library, pair
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtLeast
from tools.house import BUS, POSTS, QUERY

OURS, OURS_QUICK = 20_000, 2_000
THEIRS, THEIRS_QUICK = 3_000, 200
LIMIT = 20.0
PATIENCE = 120.0
PAUSE = 0.02
STORED = "SELECT count(*) FROM query_post"


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Ours runs on and keeps what it stored; theirs are started anew in each round."""
    count = int(stage.pick(OURS, OURS_QUICK))
    fewer = int(stage.pick(THEIRS, THEIRS_QUICK))
    if count != OURS:
        stage.note(f"Row 9: {count:,} events, not {OURS:,}")
    stage.note(f"Row 9: the libraries beside us have {fewer:,} events, at most {LIMIT:g} s a round")
    stage.note(f"Row 9: {libraries.versions()}, {rabbitmq.version()}")
    with (
        rabbitmq.running(stage.data / "rabbitmq") as broker,
        part(stage, "pair", (BUS, POSTS, QUERY)) as ours,
    ):
        ours.begin()

        def theirs(library: Library) -> float:
            with pair(stage, library, broker) as both:
                before = both.stored()
                began = both.produce(fewer)
                return rate(lambda: both.stored() - before, fewer, began, LIMIT)

        yield Sides(
            lambda: {"outbox": (found := delivered(ours, count)), "cqrs": found},
            lambda: {"outbox": theirs(OUTBOX), "cqrs": theirs(CQRS)},
        )


def check() -> None:
    """Raises Missing."""
    libraries.check_installed()
    rabbitmq.check_installed()


def delivered(ours: Part, count: int) -> float:
    """Events per second from posts to query. Raises UnexpectedAnswer when one is missing."""
    before = ours.number(QUERY, STORED)
    began = float(ours.run(POSTS, "-m", "bench.producing", str(count)))
    found = rate(lambda: ours.number(QUERY, STORED) - before, count, began, PATIENCE)
    if ours.number(QUERY, STORED) - before != count:
        raise UnexpectedAnswer(f"not all of {count} events were delivered in {PATIENCE:g} s")
    return found


def rate(stored: Callable[[], int], count: int, began: float, limit: float) -> float:
    """Rows per second since `began`, when all are stored or the time is over."""
    while True:
        seen, seconds = stored(), time.monotonic() - began
        if seen >= count or seconds > limit:
            return seen / seconds
        time.sleep(PAUSE)


ROW = Row(
    number=9,
    title=f"Relay and delivery of {OURS:,} events",
    peer="the other",
    lines=(
        Line("outbox", "beside django-outbox-pattern, RabbitMQ", "/s", on_both(AtLeast(5))),
        Line("cqrs", "beside django-cqrs, RabbitMQ", "/s", on_both(AtLeast(5))),
    ),
    sides=sides,
    check=check,
)
