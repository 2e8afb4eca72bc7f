"""Archives the stream: each of its events into the log, under the position that it has there.

The log's head moves with them in one transaction, from just where the archiver has read; so any
number of processes may archive, and none of them leaves out or doubles an event.
"""

import threading
import time
from collections.abc import Collection, Sequence

from django.db import transaction

from bus_site.bus.appending import logged, store
from bus_site.bus.channels import LOG
from bus_site.bus.models import Head
from bus_site.bus.reading import Wanted, id_at
from bus_site.bus.writing import write_transaction
from eventbox.envelope import Event, with_position
from eventbox.errors import BusError, LogBroken
from eventbox.transports import LogState, PulledTransport
from eventbox.transports.nats import NatsTransport
from eventbox.transports.nats.messages import stand_in
from eventbox.wakeup import notify
from eventbox.window import Window

PATIENCE = 10.0
_WAIT = 0.5


class Archiver:
    """Reads the stream at `url`; for any number of threads."""

    def __init__(self, url: str) -> None:
        self._transport: PulledTransport = NatsTransport(url, archive=OwnLog())
        self._turn = threading.Lock()

    def archive_once(self, wait: float) -> bool:
        """Archive what is next; False where nothing came within `wait` seconds.

        Raises BusError, and LogBroken where the stream does not go on from the log's head.
        """
        with self._turn:
            head = Head.current()
            window = self._transport.window("bus", types=(), after=head.position, wait=wait)
            _check(head, window)
            if window.events:
                _store(window)
            return bool(window.events)

    def archive_until(self, position: int) -> None:
        """Archive up to `position`, which the stream has. Raises BusError, LogBroken."""
        until = time.monotonic() + PATIENCE
        while Head.current().position < position:
            if time.monotonic() > until:
                raise BusError(f"the archive has not come to position {position} yet")
            self.archive_once(_WAIT)

    def close(self) -> None:
        self._transport.close()


class OwnLog:
    """The log here, as a transport to the stream asks for what the stream does not hold."""

    searches = False

    def append(self, envelopes: Sequence[str], *, after: int = 0) -> list[int]:
        raise NotImplementedError("events go into the stream")

    def subscribe(self, name: str, *, sink: str, types: Collection[str], after: int) -> None:
        raise NotImplementedError("subscriptions are rows here")

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        wanted = Wanted(types=tuple(types))
        rows = wanted.within(after, upto, "envelope", "position", limit=limit)
        return [Event.parse(with_position(*row)) for row in rows]

    def state(self) -> LogState:
        head = Head.current()
        return LogState(head.log, head.position, head.event_id or None)

    def event_id_at(self, position: int) -> str | None:
        return id_at(position)

    def close(self) -> None:
        """There is nothing to give back."""


def _check(head: Head, window: Window) -> None:
    if window.log != head.log:
        raise LogBroken(f"the stream is of log {window.log}, and this is log {head.log}")
    if window.after_id != (head.event_id or None):
        raise LogBroken(
            f"at position {head.position} the stream has event {window.after_id}, and the log has "
            f"{head.event_id}: one of the two was restored from another copy"
        )


def _store(window: Window) -> None:
    """Append the window's events, if the head still stands where the window begins."""
    with write_transaction():
        if Head.locked().position != window.after:
            return
        events = _once(window.events)
        store((event.position or 0, event) for event in events)
        Head.move(window.upto, window.upto_id or "")
        transaction.on_commit(lambda: notify(LOG))


def _once(events: Sequence[Event]) -> list[Event]:
    """`events`, with a stand-in for each whose (source, id) is in the log already.

    No publisher of ours does that. The stream cannot forbid it to others, and every position needs
    its event.
    """
    known = set(logged(events))
    taken: list[Event] = []
    for event in events:
        key = (event.source, event.id)
        again = key in known
        known.add(key)
        position = event.position or 0
        reason = f"event {event.id} of {event.source} is in the log already"
        taken.append(stand_in(position, event.source, reason) if again else event)
    return taken
