"""The log as a JetStream stream. It is read in order from the caller's own position, without acks.

What lies before the stream's beginning, or has left it by age, is read from the bus's archive,
which has every event under the same position.
"""

import threading
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TypeVar

from nats.js import JetStreamContext

from eventbox.envelope import MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Event, parse_json
from eventbox.errors import BusError, EventRefused, InvalidEvent, LogBroken
from eventbox.transports.base import LogState, Transport
from eventbox.transports.nats.connection import ANSWER, Connection, servers_of
from eventbox.transports.nats.follower import WINDOW_EVENTS, Follower, Stretch
from eventbox.transports.nats.loop import EventLoop
from eventbox.transports.nats.messages import event_of
from eventbox.transports.nats.publisher import Publisher
from eventbox.transports.nats.stream import StreamState, message_at, stream_state
from eventbox.window import Window

LOOK_EVERY = 10.0

T = TypeVar("T")


class NatsTransport:
    """The log at the NATS servers of `url`, in one stream, with `archive` as its older part.

    One thread at a time may use `append`, and one the rest.
    """

    searches = True

    def __init__(self, url: str, *, archive: Transport | None = None) -> None:
        self._connection = Connection(servers_of(url))
        self._archive = archive
        self._loop = EventLoop("nats")
        self._publisher = Publisher()
        self._publishing = threading.Lock()
        self._follower: Follower | None = None
        self._log = ""
        self._known = (float("-inf"), 0)

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        if not envelopes:
            return []
        events = _read_all(envelopes)
        if self._archive is not None and (after == 0 or after < self._first() - 1):
            return self._archive.append(envelopes)  # the bus finds there what the stream lacks
        with self._publishing:
            return self._ask(lambda js: self._publisher.publish(js, events, after=after))

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        """Only tell the bus how far this consumer is, which shows it: nobody is pushed to."""
        if self._archive is None:
            self._stream()
        else:
            self._archive.subscribe(name, sink=sink, types=types, after=after)

    def window(self, name: str, *, types: Collection[str], after: int, wait: float) -> Window:
        try:
            if self._follower is None or self._follower.position != after:
                self._stop_following()
                stream = self._stream()
                _check_end(stream, after)
                if after + 1 < stream.first:
                    return self._archived(name, stream, types, after)
                self._follower = self._follow(after, self.event_id_at(after))
                self._log = stream.log
            follower = self._follower
            after_id = follower.event_id
            found = self._ask(lambda js: follower.next(types, wait))
        except (BusError, LogBroken):
            self._stop_following()
            raise
        return Window(
            log=self._log,
            subscription=name,
            after=after,
            after_id=after_id,
            upto=found.upto,
            upto_id=found.upto_id,
            types=tuple(sorted(types)),
            events=found.events,
            head=found.head,
        )

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        stream = self._stream()
        upto = min(upto, stream.last)
        events: list[Event] = []
        if self._archive is not None and after < upto:
            archived = min(upto, self._archive_state(stream).position)
            if after < archived:
                events = self._archive.history(types=types, after=after, upto=archived, limit=limit)
                after = archived
        if after + 1 < stream.first <= upto:
            raise BusError(f"the stream begins at position {stream.first}, and there is no archive")
        if after < upto and len(events) < limit:
            events += self._read(types, after, upto, limit - len(events))
        return events

    def state(self) -> LogState:
        stream = self._stream()
        return LogState(stream.log, stream.last, self.event_id_at(stream.last))

    def end(self) -> int:
        """The last position of the log."""
        return self._stream().last

    def event_id_at(self, position: int) -> str | None:
        if position == 0:
            return None
        stream = self._stream()
        if position < stream.first:
            if self._archive is None:
                raise BusError(f"position {position} is before the stream, and there is no archive")
            return self._archive.event_id_at(position)
        message = self._ask(lambda js: message_at(js, position))
        if message is None or message.subject is None:
            raise BusError(f"the stream has no event at position {position}")
        return event_of(position, message.subject, message.data or b"").id

    def close(self) -> None:
        if not self._loop.running:
            return
        self._stop_following()
        self._loop.run(self._connection.drop())
        self._loop.close()
        if self._archive is not None:
            self._archive.close()

    def _read(self, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        """From the stream: the first `limit` events with after < position <= upto."""
        follower = self._follow(after, None)
        events: list[Event] = []

        async def step(js: JetStreamContext) -> Stretch:
            most = min(limit - len(events), WINDOW_EVENTS)
            return await follower.next(types, ANSWER, upto=upto, limit=most)

        try:
            while follower.position < upto and len(events) < limit:
                before = follower.position
                events += self._ask(step).events
                if follower.position == before:
                    raise BusError("NATS did not hand over what it has")
        finally:
            self._close(follower)
        return events

    def _archived(
        self, name: str, stream: StreamState, types: Collection[str], after: int
    ) -> Window:
        """The next window, of what the stream does not hold."""
        if self._archive is None:
            raise LogBroken(
                f"the stream begins at position {stream.first}, and this consumer is at {after}: "
                "what is between has left the stream"
            )
        archived = self._archive_state(stream).position
        end = stream.first - 1
        if archived < end:
            raise LogBroken(
                f"positions {archived + 1} to {end} have left the stream before the bus had "
                "archived them"
            )
        events = self._archive.history(types=types, after=after, upto=end, limit=WINDOW_EVENTS)
        if len(events) == WINDOW_EVENTS and events[-1].position is not None:
            end = events[-1].position
        return Window(
            log=stream.log,
            subscription=name,
            after=after,
            after_id=self._archive.event_id_at(after),
            upto=end,
            upto_id=self._archive.event_id_at(end),
            types=tuple(sorted(types)),
            events=events,
            head=stream.last,
        )

    def _archive_state(self, stream: StreamState) -> LogState:
        assert self._archive is not None
        state = self._archive.state()
        if state.log != stream.log:
            raise LogBroken(f"the bus has log {state.log}, and the stream is of log {stream.log}")
        return state

    def _stream(self) -> StreamState:
        stream = self._ask(stream_state)
        self._known = (time.monotonic(), stream.first)
        return stream

    def _first(self) -> int:
        """Where the stream begins, as of a moment ago: it is not asked for each batch."""
        if time.monotonic() > self._known[0] + LOOK_EVERY:
            self._stream()
        return self._known[1]

    def _follow(self, position: int, event_id: str | None) -> Follower:
        return self._ask(lambda js: Follower.behind(position, event_id, js))

    def _stop_following(self) -> None:
        follower, self._follower = self._follower, None
        if follower is not None:
            self._close(follower)

    def _close(self, follower: Follower) -> None:
        self._loop.run(follower.close())

    def _ask(self, call: Callable[[JetStreamContext], Awaitable[T]]) -> T:
        async def asked() -> T:
            async with self._connection.jetstream() as js:
                return await call(js)

        return self._loop.run(asked())


def _check_end(stream: StreamState, after: int) -> None:
    if after > stream.last:
        raise LogBroken(
            f"this consumer is at position {after}, but the stream ends at {stream.last}: it was "
            "made anew, or restored from an older copy; `manage.py adopt_log` settles it"
        )


def _read_all(envelopes: Sequence[str]) -> list[Event]:
    """What is published, checked as the bus would check it; raises EventRefused."""
    if len(envelopes) > MAX_BATCH_EVENTS:
        raise EventRefused(f"{len(envelopes)} events at once; {MAX_BATCH_EVENTS} at most")
    if sum(len(envelope.encode()) for envelope in envelopes) > MAX_BATCH_BYTES:
        raise EventRefused(f"the batch is larger than {MAX_BATCH_BYTES} bytes")
    return [_read_one(envelope) for envelope in envelopes]


def _read_one(envelope: str) -> Event:
    try:
        return Event.parse(envelope)
    except InvalidEvent as error:
        reason = f"the event cannot be taken: {error.reason}"
        raise EventRefused(reason, event_id=_id_in(envelope)) from error


def _id_in(envelope: str) -> str | None:
    try:
        value = parse_json(envelope)
    except InvalidEvent:
        return None
    id = value.get("id") if isinstance(value, dict) else None
    return id if isinstance(id, str) else None
