"""One reader for all viewers of this process: it looks what changed and hands it to each of them.

No gap: a viewer joins first and is then told what it missed, so whatever is committed later reaches
it through the reader. The reader runs while there are viewers.
"""

from threading import Event, Lock, Thread
from typing import Final
from weakref import WeakSet

from eventbox.worker import Loop, run_loop
from query_site.query import changes
from query_site.query.changes import Position
from query_site.query.streaming.telling import news_since, reset
from query_site.query.streaming.viewer import Viewer

POLL: Final = 0.5
"""Seconds after which the reader looks even if nothing woke it."""

MOST_VIEWERS: Final = 2_000
"""Of one process: what they all take is bounded, too."""

PACE: Final = 0.05
"""Seconds between two batches: what comes faster is told together."""


class Full(Exception):
    """This process has as many viewers as it takes."""


class Hub:
    """The viewers of this process."""

    def __init__(self) -> None:
        # Weak: an answer that is given up before it begins never says that it ends.
        self._viewers: WeakSet[Viewer] = WeakSet()
        self._lock = Lock()
        self._reader: Reader | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._viewers)

    def join(self) -> Viewer:
        """A new viewer, to whom everything that is committed from now on is offered.

        Raises Full.
        """
        viewer = Viewer()
        with self._lock:
            if len(self._viewers) >= MOST_VIEWERS:
                raise Full
            if self._reader is None:
                self._reader = Reader(self, changes.current())
                self._reader.start()
            self._viewers.add(viewer)
            viewer.ended = self._closed
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Offer nothing to it any more."""
        with self._lock:
            self._viewers.discard(viewer)

    def dismiss(self, reader: "Reader") -> bool:
        """Let the reader go if there is nobody to read for; the next viewer brings another."""
        with self._lock:
            if not self._viewers and self._reader is reader:
                self._reader = None
            return self._reader is not reader

    def viewers(self) -> list[Viewer]:
        """Those that are there now."""
        with self._lock:
            return list(self._viewers)

    def close(self) -> None:
        """End every stream, those that would come later too: the process is about to end."""
        self._closed = True
        for viewer in self.viewers():
            viewer.end()


class Reader:
    """Reads on from a position, on a thread of its own with a database connection of its own."""

    def __init__(self, hub: Hub, position: Position) -> None:
        self._hub = hub
        self._position = position
        self._stopping = Event()

    def start(self) -> None:
        """Read until the hub has no viewers."""
        loop = Loop("stream", self._step, changes.CHANNEL)
        Thread(target=run_loop, args=(loop, self._stopping), name="stream", daemon=True).start()

    def read_once(self) -> bool:
        """Offer what is new to every viewer; whether there was anything."""
        batch = news_since(self._position) or reset()
        if batch.upto == self._position:
            return False
        self._position = batch.upto
        if batch.body:
            for viewer in self._hub.viewers():
                viewer.offer(batch)
        return True

    def _step(self) -> float:
        if self._hub.dismiss(self):
            self._stopping.set()
        elif self.read_once():
            self._stopping.wait(PACE)
        return POLL


hub: Final = Hub()
