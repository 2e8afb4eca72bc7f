"""A consumer without a database, that keeps its cursor by the protocol."""

import threading
from collections.abc import Sequence

from eventbox.cursor import Answer, compare
from eventbox.envelope import Event
from eventbox.models import Cursor
from eventbox.window import Window


class Consumer:
    """`events` are those it has applied. `answers` are given first, in place of its own."""

    def __init__(self, name: str, types: Sequence[str], *, log: str, position: int = 0) -> None:
        self.name = name
        self.cursor = Cursor(
            subscription=name, log=log, position=position, types=sorted(types), event_id=None
        )
        self.events: list[Event] = []
        self.windows: list[Window] = []
        self.answers: list[Answer] = []
        self._lock = threading.Lock()

    @property
    def position(self) -> int:
        """Where its cursor stands."""
        return self.cursor.position

    def receive(self, body: bytes) -> Answer:
        """What is answered to a push."""
        with self._lock:
            window = Window.parse(body)
            self.windows.append(window)
            if self.answers:
                return self.answers.pop(0)
            refusal = compare(self.cursor, window, self.cursor.types)
            if refusal is None:
                self.events += window.events
                self.cursor.position, self.cursor.event_id = window.upto, window.upto_id
            return refusal or Answer(200, {"position": window.upto})
