"""Waiting for a post that was written a moment ago: its PostCreated may still be on its way.

Outside any transaction, and by a few requests at once only: were every thread to wait, none would
be left to take the event in.
"""

import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Protocol

from eventbox.wakeup import Waiter, notify

PATIENCE = 1.0
"""Seconds after which a post is taken for one that does not exist."""

POLL = 0.1
"""Seconds between two looks: a wake-up may be lost, or happen on another host."""

MOST_WAITERS = 4
"""Requests that wait at once in one process: half of the threads of a server in production."""

KNOWN_POSTS = "known-posts"

waiters = BoundedSemaphore(MOST_WAITERS)


class News(Protocol):
    """Something that tells when to look again; `eventbox.wakeup.Waiter` is one."""

    def wait(self, timeout: float) -> bool:
        """Return at news, or after `timeout` seconds."""


def announce_post() -> None:
    """Wake whoever waits for a post; to be called once the post is known to everybody."""
    notify(KNOWN_POSTS)


def wait_for_post(
    is_known: Callable[[], bool],
    *,
    patience: float = PATIENCE,
    news: Callable[[str], News] = Waiter,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Wait until `is_known`; False after `patience` seconds, or at once where too many wait."""
    if not waiters.acquire(blocking=False):
        return False
    try:
        return _wait(is_known, news(KNOWN_POSTS), clock, clock() + patience)
    finally:
        waiters.release()


def _wait(
    is_known: Callable[[], bool], news: News, clock: Callable[[], float], deadline: float
) -> bool:
    # `news` is older than the first look, so what is announced after a look is not missed.
    while not is_known():
        left = deadline - clock()
        if left <= 0:
            return False
        news.wait(min(left, POLL))
    return True
