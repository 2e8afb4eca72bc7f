"""One viewer: a bounded queue between the reader's thread and whoever sends to the client."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Final

from query_site.query.changes import ORIGIN
from query_site.query.streaming.frames import reset_frame
from query_site.query.streaming.telling import Batch

MOST_WAITING: Final = 32
"""Batches; a viewer that is further behind is told to read all always instead."""


class Viewer:
    """Takes batches from any thread, and gives them to one. It never tells what it told before."""

    def __init__(self) -> None:
        self.ended = False
        self._waiting: deque[Batch] = deque()
        self._lock = Lock()
        self._told = ORIGIN
        self._wake: Callable[[], object] = lambda: None

    def attach(self, wake: Callable[[], object]) -> None:
        """Call `wake`, from whatever thread, when there is something to take or it has ended."""
        self._wake = wake
        wake()

    def begin(self, batch: Batch) -> None:
        """Tell that first, before all that was offered already."""
        with self._lock:
            self._waiting.appendleft(replace(batch, always=True))

    def offer(self, batch: Batch) -> None:
        """Add a batch to what is waiting."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                self._waiting.clear()
                batch = Batch(batch.upto, reset_frame(batch.upto), always=True)
            self._waiting.append(batch)
        self._wake()

    def end(self) -> None:
        """Let its stream end."""
        self.ended = True
        self._wake()

    def take(self) -> bytes:
        """All that is waiting and not told yet; empty where there is nothing."""
        with self._lock:
            waiting = [*self._waiting]
            self._waiting.clear()
        news: list[bytes] = []
        for batch in waiting:
            # A batch that was read before the one told last would take the viewer back in time.
            if batch.always or batch.upto.number > self._told.number:
                self._told = batch.upto
                news.append(batch.body)
        return b"".join(news)
