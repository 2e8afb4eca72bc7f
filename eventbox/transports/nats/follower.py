"""Follows the stream from a position on, and cuts what comes into windows."""

import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from nats.js import JetStreamContext

from eventbox.envelope import Event
from eventbox.errors import LogBroken
from eventbox.transports.nats.messages import event_of
from eventbox.transports.nats.reader import Reader

WINDOW_EVENTS = 500
WINDOW_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Stretch:
    """What was found up to `upto`, where the event `upto_id` is; `head` is the stream's end."""

    events: list[Event]
    upto: int
    upto_id: str | None
    head: int


class Follower:
    """Stands at `position`, where the event `event_id` is; whoever is elsewhere makes another."""

    def __init__(self, reader: Reader, position: int, event_id: str | None) -> None:
        self.position = position
        self.event_id = event_id
        self._reader = reader
        self._waiting: deque[Event] = deque()

    @classmethod
    async def behind(cls, position: int, event_id: str | None, js: JetStreamContext) -> Self:
        """One that stands there."""
        return cls(await Reader.behind(position, js), position, event_id)

    async def next(
        self,
        types: Collection[str],
        wait: float,
        *,
        upto: int | None = None,
        limit: int = WINDOW_EVENTS,
    ) -> Stretch:
        """What comes next of `types` (empty: all), as soon as there is any; none after `wait`.

        Raises BusError, and LogBroken where a message is missing in the stream.
        """
        until = time.monotonic() + wait
        events: list[Event] = []
        size = 0
        while True:
            while self._waiting and (upto is None or self.position < upto):
                event = self._waiting[0]
                if not types or event.type in types:
                    size += len(event.text.encode())
                    if events and size > WINDOW_BYTES:
                        return self._stretch(events)
                    events.append(event)
                self._step()
                if len(events) == limit:
                    return self._stretch(events)
            done = upto is not None and self.position >= upto
            left = until - time.monotonic()
            if events or done or left <= 0:
                return self._stretch(events)
            for message in await self._reader.fetch(left):
                number = message.metadata.sequence.stream
                self._waiting.append(event_of(number, message.subject, message.data))

    async def close(self) -> None:
        await self._reader.close()

    def _step(self) -> None:
        event = self._waiting[0]
        if event.position != self.position + 1:
            raise LogBroken(
                f"the stream goes on with position {event.position} behind {self.position}: "
                "messages were deleted from it"
            )
        self.position, self.event_id = event.position, event.id
        self._waiting.popleft()

    def _stretch(self, events: list[Event]) -> Stretch:
        behind = len(self._waiting) + self._reader.pending
        return Stretch(events, self.position, self.event_id, self.position + behind)
