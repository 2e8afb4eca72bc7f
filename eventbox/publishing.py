"""Publishing: an event is written to the outbox in the transaction of the change that it tells of.

An explicit call beside the change, never a signal: where no transaction is open, it raises.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from eventbox import context
from eventbox.conf import config
from eventbox.envelope import Event, new_envelope
from eventbox.errors import DuplicateEvent, NoTransaction
from eventbox.ids import derived_id, uuid7
from eventbox.inserting import insert_values
from eventbox.partitions import partition_of
from eventbox.telling import tell
from eventbox.wakeup import notify

log = logging.getLogger("eventbox.publish")

OUTBOX = "outbox"


@dataclass(frozen=True)
class Message:
    """What to publish: see `publish` for the fields."""

    type: str
    data: Mapping[str, Any]
    subject: str | None = None
    partition_key: str | None = None
    correlation_id: str | None = None
    cause: Event | None = None
    causation_id: str | None = None
    traceparent: str | None = field(default_factory=context.traceparent.get, kw_only=True)
    """The trace that it belongs to: that of the code which makes the message."""


@dataclass
class _Handling:
    """The handler call that is running: its event where it is one, and what it has published."""

    event: Event | None
    published: set[str] = field(default_factory=set)


_handling: ContextVar[_Handling | None] = ContextVar("eventbox_handling", default=None)


@contextmanager
def handling(event: Event | None) -> Iterator[None]:
    """While a handler runs: what it publishes is caused by `event` (None: a batch handler)."""
    token = _handling.set(_Handling(event))
    try:
        with context.correlated(event.correlation if event else None):
            yield
    finally:
        _handling.reset(token)


def publish(
    type: str,
    data: Mapping[str, Any],
    *,
    subject: str | None = None,
    partition_key: str | None = None,
    correlation_id: str | None = None,
    cause: Event | None = None,
    causation_id: str | None = None,
) -> Event:
    """Publish one event with the transaction that is open; it is sent once that commits.

    `type` is a past tense such as "PostCreated", `subject` the id of what it is about. Events with
    the same `partition_key` stay in order. `cause` is the event that led to this one: within a
    handler it is implied, within a batch handler it must be given. A caused event has an id derived
    from its cause, so that it is one event however often the cause is applied; `causation_id`
    only names a cause from outside a handler, and derives nothing.

    Raises NoTransaction outside a transaction, InvalidEvent where the bus would refuse the event,
    DuplicateEvent where one handler call publishes the same type and subject twice.
    """
    message = Message(type, data, subject, partition_key, correlation_id, cause, causation_id)
    return publish_many([message])[0]


def publish_many(messages: Sequence[Message]) -> list[Event]:
    """Publish several events, in order, with one INSERT; as `publish` otherwise."""
    from eventbox.models import OutboxEvent

    if not in_transaction(connection):
        raise NoTransaction(
            "publish() needs an open transaction: wrap the change and the call in "
            "`with transaction.atomic():`, so that both happen or neither"
        )
    handling = _handling.get()
    first = handling is None or not handling.published
    events = [_event(message, handling) for message in messages]
    # A derived id that is there already is the same event: its cause was applied before.
    insert_values(
        OutboxEvent,
        ("event_id", "type", "subject", "key", "partition", "envelope", "last_error"),
        [
            (
                *(event.id, event.type, event.subject or ""),
                *(event.key, partition_of(event.key), event.text, ""),
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    tell(log, "published", events)
    if handling is None and events:
        context.go_on_under(events[-1].correlation)
    if first:
        transaction.on_commit(_ring)
    return events


def in_transaction(connection: BaseDatabaseWrapper) -> bool:
    """Whether a transaction is open that is not only a Django TestCase's own."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _ring() -> None:
    notify(OUTBOX)


def _event(message: Message, handling: _Handling | None) -> Event:
    cause = message.cause or (handling.event if handling else None)
    if handling is not None and cause is None:
        raise DuplicateEvent(
            "publish() in a batch handler needs cause=event: the event that led to this one"
        )
    source = config().source
    id = derived_id(source, cause.id, message.type, message.subject) if cause else str(uuid7())
    if handling is not None:
        if id in handling.published:
            raise DuplicateEvent(
                f"one handler call publishes {message.type} about {message.subject!r} twice; "
                "give each its own subject"
            )
        handling.published.add(id)
    return new_envelope(
        source=source,
        type=message.type,
        data=message.data,
        id=id,
        subject=message.subject,
        partition_key=message.partition_key,
        correlation_id=_correlation(message, cause) or id,
        causation_id=cause.id if cause else message.causation_id,
        traceparent=cause.traceparent if cause else message.traceparent,
    )


def _correlation(message: Message, cause: Event | None) -> str | None:
    if message.correlation_id is not None:
        return message.correlation_id
    if cause is not None:
        return cause.correlation
    return context.correlation_id.get()
