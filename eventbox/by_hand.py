"""One event posted by hand to a service's `/events`, for trying things out with DEBUG on."""

from typing import Any

from django.db import transaction

from eventbox.conf import config
from eventbox.cursor import lock_cursor
from eventbox.envelope import Event, new_envelope
from eventbox.errors import InvalidEvent
from eventbox.owners import is_from_owner
from eventbox.running import run_handlers

BY_HAND = "/by-hand"


def event_from_hand(value: Any) -> Event:
    """The event in `value`: a whole envelope, or the bare {type, data}; raises InvalidEvent."""
    if not isinstance(value, dict):
        raise InvalidEvent("post one event: a JSON object with type and data")
    if "specversion" in value:
        event = Event.from_object(value)
    else:
        for name in ("type", "data"):
            if name not in value:
                raise InvalidEvent(f"{name} is missing", field=name)
        event = new_envelope(source=_source(value["type"]), type=value["type"], data=value["data"])
    if event.type not in config().handlers:
        raise InvalidEvent(f"this service has no handler for {event.type!r}", field="type")
    if not is_from_owner(event):
        owner = config().sources[event.type]
        raise InvalidEvent(f"{event.type} is taken from {owner} alone", field="source")
    return event


def _source(type: object) -> str:
    """The source that a bare event is given: its owner's, where that is known."""
    return config().sources.get(type, BY_HAND) if isinstance(type, str) else BY_HAND


def apply_by_hand(event: Event) -> None:
    """Apply `event` as it stands, beside the log and its cursor. Raises what its handler raises."""
    with transaction.atomic():
        lock_cursor(config().subscription)
        run_handlers([event])
