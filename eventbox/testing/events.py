"""Events in tests: make them, apply them as a window would, read what was published."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from eventbox.conf import config
from eventbox.envelope import Event, new_envelope
from eventbox.models import OutboxEvent
from eventbox.running import run_handlers


def make_event(type: str, data: Any, *, source: str | None = None, **fields: Any) -> Event:
    """A valid event; `fields` are those of `eventbox.envelope.new_envelope` (snake case).

    Without a `source` it is the owner's, as EVENTBOX["SOURCES"] has it, else "/test".
    """
    whose = source or config().sources.get(type, "/test")
    return new_envelope(type=type, data=data, source=whose, **fields)


def apply(events: Event | Iterable[Event]) -> None:
    """Run the service's own handlers on `events`, in order and in one transaction.

    Raises whatever a handler raises, with nothing applied: what would be parked shows in the test.
    """
    with transaction.atomic():
        run_handlers([events] if isinstance(events, Event) else list(events))


def published() -> list[Event]:
    """All events in the outbox, in the order in which they were published."""
    return [Event.parse(row.envelope) for row in OutboxEvent.objects.order_by("id")]
