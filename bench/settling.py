"""Comments under load, and how they come to their verdict, as a reader of query sees it."""

import time
from dataclasses import dataclass
from typing import Final

from bench.blog import Blog
from bench.load import Outcome, put

CLIENTS: Final = 16
PAUSE: Final = 0.02


@dataclass(frozen=True)
class Settling:
    """Of the accepted comments: how many have their verdict, have none, and are not there.

    `seconds` are those from the first request to the last verdict that was seen.
    """

    load: Outcome
    settled: int
    stuck: int
    lost: int
    seconds: float


def let_settle(blog: Blog, *, seconds: float) -> Settling:
    """Comment for so long with 16 clients, then wait for the verdicts.

    Each client has a new post for itself, so that no list of comments grows with the rounds.
    """
    posts = [blog.create_post(f"Bread, loaf {number + 1}") for number in range(CLIENTS)]
    load = put([blog.commenting(id) for id in posts], seconds=seconds, expected=201)
    most, seen_at = 0, time.monotonic()
    while most < load.answers and time.monotonic() < seen_at + blog.patience:
        looked_at = time.monotonic()
        settled = blog.settled(posts)
        if settled > most:
            most, seen_at = settled, looked_at
        time.sleep(PAUSE)
    statuses = blog.statuses(posts)
    return Settling(
        load=load,
        settled=len(statuses) - statuses.count("pending"),
        stuck=statuses.count("pending"),
        lost=load.answers - len(statuses),
        seconds=seen_at - load.began,
    )
