"""Appends events to the log: dense positions, visible in commit order, no event twice.

The head's row is locked first, so appends follow one another on SQLite and on Postgres alike, and
a reader that has seen position n never finds a smaller one later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from bus_site.bus.channels import LOG
from bus_site.bus.models import Head, LoggedEvent
from bus_site.bus.refusal import Refused
from bus_site.bus.writing import write_transaction
from eventbox.envelope import Event, same_content, size_of
from eventbox.inserting import insert_values
from eventbox.statements import places, run
from eventbox.wakeup import notify

Key = tuple[str, str]

COLUMNS = (
    *("position", "size", "source", "event_id", "type"),
    *("subject", "partition_key", "correlation_id", "causation_id"),
    *("time", "envelope"),
)


@dataclass(frozen=True)
class Appended:
    """The position of each event, in the order posted, and how many of them are new to the log."""

    positions: list[int]
    added: int


def append(events: Sequence[Event]) -> Appended:
    """Append what is not in the log yet, all in one transaction.

    Raises Refused (409) where a (source, id) is there with other content, and (503) where the log
    goes on in NATS; then nothing is appended.
    """
    with write_transaction():
        head = Head.locked()
        if head.stream:
            raise Refused(503, "The log goes on in NATS: set EVENTBOX_TRANSPORT_URL for the bus.")
        known = logged(events)
        new: list[tuple[int, Event]] = []
        positions = []
        for index, event in enumerate(events):
            key = (event.source, event.id)
            if key not in known:
                position = head.position + len(new) + 1
                known[key] = (position, event.text)
                new.append((position, event))
            position, envelope = known[key]
            check_conflict(event, index, position, envelope)
            positions.append(position)
        if new:
            store(new)
            last, event = new[-1]
            Head.move(last, event.id)
            transaction.on_commit(lambda: notify(LOG))
    return Appended(positions, added=len(new))


def logged(events: Sequence[Event]) -> dict[Key, tuple[int, str]]:
    """Position and envelope of those of `events` that the log has, by key, in one query.

    By their ids alone: given the sources too, SQLite would go through all that each has published.
    What it finds of other sources is under other keys.
    """
    if not events:
        return {}
    ids = list({event.id for event in events})
    statement = (
        "SELECT source, event_id, position, envelope FROM bus_loggedevent"  # noqa: S608
        f" WHERE event_id IN ({places(ids)})"
    )
    rows = run(statement, ids)
    return {(source, id): (position, envelope) for source, id, position, envelope in rows}


def store(events: Iterable[tuple[int, Event]]) -> None:
    """Insert events at their positions, within the transaction that moves the head there."""
    insert_values(
        LoggedEvent,
        COLUMNS,
        [
            (
                *(position, size_of(event.text), event.source, event.id, event.type),
                *(event.subject, event.partition_key, event.correlation_id, event.causation_id),
                *(event.time, event.text),
            )
            for position, event in events
        ],
    )


def check_conflict(event: Event, index: int, position: int, envelope: str) -> None:
    """Raise Refused (409) unless the event is the same as the `envelope` that is at `position`."""
    if not same_content(envelope, event.text):
        raise Refused(
            409,
            "An event with this source and id is in the log with other content, at position"
            f" {position}",
            index=index,
            id=event.id,
        )
