"""Publishing: each event once, in order per subject, for ever.

Every message says which was the last of its subject that its publisher knows, and the server takes
it only if that is so. Thus one is in flight per subject; what a publisher that has stalled sends
late is refused; and whoever is refused reads what he did not know, and finds his own event there if
an earlier try of his had arrived. That a duplicate is recognised hangs on no clock and no window of
time.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nats.js import JetStreamContext
from nats.js.errors import APIError

from eventbox.envelope import Event
from eventbox.errors import BusError, EventRefused
from eventbox.transports.nats.messages import Known, digest_of, headers_of, known_from
from eventbox.transports.nats.reader import read_between
from eventbox.transports.nats.stream import STREAM, last_of, stream_state
from eventbox.transports.nats.subjects import subject_of

EXPECTED = "Nats-Expected-Last-Subject-Sequence"
_REFUSED = (10071, 10164)  # wrong last sequence, with and without the number
_TRIES = 50


@dataclass
class Track:
    """What is known of one subject: every event behind `floor` up to `last`, its last message."""

    floor: int
    last: int
    known: dict[str, Known] = field(default_factory=dict)

    def forget(self, upto: int) -> None:
        """Nobody will ask any more for what is at or before `upto`."""
        if upto > self.floor:
            self.floor = upto
            self.known = {id: at for id, at in self.known.items() if at.position > upto}


class Publisher:
    """Publishes for one caller at a time; belongs to one event loop."""

    def __init__(self) -> None:
        self._tracks: dict[str, Track] = {}

    async def publish(
        self, js: JetStreamContext, events: Sequence[Event], *, after: int
    ) -> list[int]:
        """The positions of `events`, none of which is in the stream at or before `after`.

        Raises EventRefused for other content under a known id; before anything is published,
        unless it came at the same moment from somebody else.
        """
        subjects: dict[str, list[Event]] = {}
        for event in events:
            subjects.setdefault(subject_of(event), []).append(event)
        await _all(self._know(js, subject, after) for subject in subjects)
        for subject, mine in subjects.items():
            _check(mine, self._tracks[subject].known)
        await _all(self._send_all(js, subject, mine) for subject, mine in subjects.items())
        return [self._tracks[subject_of(event)].known[event.id].position for event in events]

    def forget(self) -> None:
        """Know nothing any more: the stream may be another one."""
        self._tracks.clear()

    async def _know(self, js: JetStreamContext, subject: str, after: int) -> None:
        """Have a track of the subject that begins at or before `after`."""
        track = self._tracks.get(subject)
        if track is not None and track.floor <= after:
            track.forget(after)
            return
        stream = await stream_state(js)
        if after > stream.last:
            after = stream.first - 1  # made anew: all of it is behind what was known
        end = await last_of(js, subject)
        track = Track(after, min(after, end))
        await self._read(js, subject, track, end)
        self._tracks[subject] = track

    async def _learn(self, js: JetStreamContext, subject: str, track: Track) -> bool:
        """Read what the subject has behind `last`; False where that is nothing.

        Raises BusError where it ends before.
        """
        end = await last_of(js, subject)
        if end < track.last:
            raise BusError(
                f"the stream has lost what was published under {subject}: it was made anew, or "
                "restored from an older copy"
            )
        return await self._read(js, subject, track, end)

    async def _read(self, js: JetStreamContext, subject: str, track: Track, end: int) -> bool:
        if end <= track.last:
            return False
        for message in await read_between(js, track.last, end, subject=subject):
            told = known_from(message.metadata.sequence.stream, message.headers)
            if told is not None:
                track.known.setdefault(*told)
        track.last = end
        return True

    async def _send_all(self, js: JetStreamContext, subject: str, events: list[Event]) -> None:
        track = self._tracks[subject]
        try:
            for event in events:
                await self._send(js, subject, track, event)
        except EventRefused:
            raise
        except BaseException:
            self._tracks.pop(subject, None)  # whether the last one arrived, nobody knows
            raise

    async def _send(self, js: JetStreamContext, subject: str, track: Track, event: Event) -> None:
        for tries in range(_TRIES):
            if event.id in track.known:
                _check([event], track.known)
                return
            headers = {**headers_of(event), EXPECTED: str(track.last)}
            try:
                ack = await js.publish(subject, event.text.encode(), stream=STREAM, headers=headers)
            except APIError as error:
                if error.err_code not in _REFUSED:
                    raise
            else:
                track.last = ack.seq
                track.known[event.id] = Known(ack.seq, digest_of(event))
                return
            if not await self._learn(js, subject, track):
                await asyncio.sleep(0.02 * (tries + 1))  # a message of it is not counted yet
        raise BusError(f"others publish under {subject} all the time")


def _check(events: Sequence[Event], known: Mapping[str, Known]) -> None:
    """Raise EventRefused where one of `events` has other content than is known of its id."""
    said: dict[str, str] = {}
    for event in events:
        there = known.get(event.id)
        first = there.content if there else said.setdefault(event.id, digest_of(event))
        if first != digest_of(event):
            where = f", at position {there.position}" if there else ""
            reason = f"event {event.id} of {event.source} is in the log with other content{where}"
            raise EventRefused(reason, event_id=event.id)


async def _all(calls: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Make all calls at once and let each end; the first error is raised after that."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
