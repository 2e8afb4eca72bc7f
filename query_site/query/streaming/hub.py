"""One reader for all viewers of this process: it looks what changed and hands it to each of them.

No gap: a viewer joins first and is then told what it missed, so whatever is committed later reaches
it through the reader. The reader runs while there are viewers.
"""

from threading import Event, Lock, Thread
from typing import Final
from weakref import WeakSet

from eventbox.wakeup import wake_local
from eventbox.worker import Loop, run_loop
from query_site.query import changes
from query_site.query.changes import Position
from query_site.query.streaming.telling import news_since, reset
from query_site.query.streaming.viewer import Viewer

POLL: Final = 0.5
"""Seconds after which the reader looks even if nothing woke it."""

PACE: Final = 0.05
"""Seconds between two batches: what comes faster is told together."""


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
        """A new viewer, to whom everything that is committed from now on is offered."""
        viewer = Viewer()
        with self._lock:
            if self._reader is None:
                self._reader = Reader(self, changes.current())
                self._reader.start()
            self._viewers.add(viewer)
            viewer.ended = self._closed
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Offer nothing to it any more; with the last one the reader ends."""
        with self._lock:
            self._viewers.discard(viewer)
            if not self._viewers and self._reader is not None:
                self._reader.stop()
                self._reader = None

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
        """Read until stopped."""
        loop = Loop("stream", self._step, changes.CHANNEL)
        Thread(target=run_loop, args=(loop, self._stopping), name="stream", daemon=True).start()

    def stop(self) -> None:
        """Stop after the step that is being done."""
        self._stopping.set()
        wake_local(changes.CHANNEL)

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
        if self.read_once():
            self._stopping.wait(PACE)
        return POLL


hub: Final = Hub()
