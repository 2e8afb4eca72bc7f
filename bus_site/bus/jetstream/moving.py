"""Moving the log: into a stream that goes on where it ends, and back.

Each step may be repeated, and after a crash the whole is begun again. Before anything is in the
stream nobody appends here any more; before anybody appends here again the stream takes nothing.
"""

from bus_site.bus.jetstream.archive import Archiver
from bus_site.bus.models import Head
from bus_site.bus.writing import write_transaction
from eventbox.errors import BusError
from eventbox.transports.nats import LogStream, StreamSettings
from eventbox.transports.nats.stream import STREAM


class NotMoved(Exception):
    """The log is not in a condition for that; the message says why."""


def to_nats(stream: LogStream, settings: StreamSettings) -> int:
    """Go on in the stream; the position after which it does. Raises NotMoved, BusError."""
    with write_transaction():
        head = Head.locked()
        Head.objects.update(stream=STREAM)
    state = stream.state()
    if state is not None and state.sealed and state.log == head.log and state.last <= head.position:
        stream.delete()  # left behind by a move back; all of it is here
        state = None
    if state is None:
        state = stream.create(head.log, first=head.position + 1, settings=settings)
    if state.log == head.log and state.first - 1 <= head.position <= state.last:
        return head.position
    if not head.stream:
        Head.objects.update(stream="")
    raise NotMoved(
        f"NATS has a stream {STREAM} already, of log {state.log}, from position {state.first} to "
        f"{state.last}; this is log {head.log}, which ends at {head.position}. If nobody needs it, "
        "remove it and begin again."
    )


def to_http(stream: LogStream, archiver: Archiver) -> int:
    """Go on here: seal the stream, archive the rest of it; the position at which it ends.

    Raises NotMoved, BusError, LogBroken.
    """
    head = Head.current()
    if not head.stream:
        raise NotMoved("The log is here already.")
    state = stream.seal()
    if state.log != head.log:
        raise NotMoved(f"The stream {STREAM} is of log {state.log}; this is log {head.log}.")
    archiver.archive_until(state.last)
    with write_transaction():
        if Head.locked().position != state.last:
            raise BusError(f"the archive does not end at {state.last}, where the stream ends")
        Head.objects.update(stream="")
    return state.last
