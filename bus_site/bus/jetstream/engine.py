"""The parts of the engine that a process has once: who publishes, and who archives."""

import atexit
from collections.abc import Sequence
from functools import cache

from bus_site.bus import conf
from bus_site.bus.appending import Appended
from bus_site.bus.jetstream.archive import Archiver
from bus_site.bus.jetstream.moving import NotMoved, to_nats
from bus_site.bus.jetstream.publishing import Publisher
from bus_site.bus.models import Head
from bus_site.bus.refusal import Refused
from eventbox.envelope import Event
from eventbox.errors import BusError, LogBroken
from eventbox.transports.nats import LogStream, StreamSettings


@cache
def archiver() -> Archiver:
    """This process's archiver."""
    made = Archiver(conf.transport_url())
    atexit.register(made.close)
    return made


@cache
def publisher() -> Publisher:
    """This process's publisher."""
    made = Publisher(conf.transport_url(), archiver())
    atexit.register(made.close)
    return made


def stream_settings() -> StreamSettings:
    """How the stream is made."""
    return StreamSettings(replicas=conf.nats_replicas())


def append(events: Sequence[Event]) -> Appended:
    """As `appending.append`, into the stream."""
    try:
        begin_if_new()
    except (BusError, NotMoved) as error:
        raise Refused(503, str(error)) from error
    return publisher().append(events)


def begin_if_new() -> None:
    """Go on in a stream from the first event; a log that has events is moved by an operator.

    Raises NotMoved, BusError.
    """
    head = Head.current()
    if head.stream:
        return
    if head.position:
        raise NotMoved(
            "This log has events and is not in NATS yet: `bus_site/manage.py move_log --to nats`, "
            "or unset EVENTBOX_TRANSPORT_URL."
        )
    stream = LogStream(conf.transport_url())
    try:
        to_nats(stream, stream_settings())
    finally:
        stream.close()


class Archiving:
    """The archiver as a step of the delivery's: what is wrong with the stream shows in the head."""

    def archive_step(self) -> float:
        """Archive what is next; the seconds to wait at most."""
        try:
            begin_if_new()
            archiver().archive_once(1.0)
        except (BusError, LogBroken, NotMoved) as error:
            _show(str(error))
            return 5.0 if isinstance(error, LogBroken) else 1.0
        _show("")
        return 0.0


def _show(trouble: str) -> None:
    Head.objects.exclude(trouble=trouble).update(trouble=trouble)
