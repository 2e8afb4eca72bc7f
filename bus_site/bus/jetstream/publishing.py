"""`POST /events` where the log is in NATS: into the stream, and answered once it is archived."""

from collections.abc import Sequence

from bus_site.bus.appending import Appended, check_conflict, logged
from bus_site.bus.jetstream.archive import Archiver
from bus_site.bus.models import Head
from bus_site.bus.refusal import Refused
from eventbox.envelope import Event
from eventbox.errors import BusError, EventRefused, LogBroken
from eventbox.transports.nats import NatsTransport


class Publisher:
    """Publishes what the log and the stream do not have; for any number of threads."""

    def __init__(self, url: str, archiver: Archiver) -> None:
        self._transport = NatsTransport(url)
        self._archiver = archiver

    def append(self, events: Sequence[Event]) -> Appended:
        """As `appending.append`; raises Refused, with 503 where NATS cannot be reached."""
        head = Head.current()  # before the look into the log, which then reaches at least as far
        known = logged(events)
        for index, event in enumerate(events):
            if there := known.get((event.source, event.id)):
                check_conflict(event, index, *there)
        new = [event for event in events if (event.source, event.id) not in known]
        try:
            end = self._transport.end() if new else 0
            positions = self._transport.append([event.text for event in new], after=head.position)
            self._archiver.archive_until(max(positions, default=0))
        except EventRefused as refusal:
            raise _refused(refusal, events) from refusal
        except (BusError, LogBroken) as error:
            raise Refused(503, f"The log is in NATS and can't be used now: {error}") from error
        found = {key: position for key, (position, _) in known.items()} | {
            (event.source, event.id): position
            for event, position in zip(new, positions, strict=True)
        }
        return Appended(
            [found[event.source, event.id] for event in events],
            added=sum(position > end for position in positions),
        )

    def close(self) -> None:
        self._transport.close()


def _refused(refusal: EventRefused, events: Sequence[Event]) -> Refused:
    ids = [event.id for event in events]
    index = ids.index(refusal.event_id) if refusal.event_id in ids else None
    return Refused(409, str(refusal), index=index, id=refusal.event_id)
