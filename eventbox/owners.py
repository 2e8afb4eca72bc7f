"""Events are taken from the source that owns their type, and passed over from any other.

EVENTBOX["SOURCES"] says whose a type is. Who else publishes it, be it by mistake or with stolen
credentials, changes nothing here: such an event is neither applied nor parked, and it is seen.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from eventbox.conf import config
from eventbox.context import correlated
from eventbox.envelope import Event
from eventbox.models import Cursor

log = logging.getLogger("eventbox.apply")


def is_from_owner(event: Event) -> bool:
    """Whether the event's source is that of its type; True where nobody is said to own it."""
    return config().sources.get(event.type, event.source) == event.source


def without_strangers(cursor: Cursor, events: Sequence[Event]) -> Sequence[Event]:
    """Those of `events` that are from their owners, in order; the others are counted and logged.

    Called under the cursor's lock, in the transaction of the effects.
    """
    strangers = [event for event in events if not is_from_owner(event)]
    if not strangers:
        return events
    Cursor.objects.filter(pk=cursor.pk).update(passed_over=F("passed_over") + len(strangers))
    transaction.on_commit(lambda: _tell(strangers))
    return [event for event in events if is_from_owner(event)]


def _tell(strangers: Sequence[Event]) -> None:
    for event in strangers:
        with correlated(event.correlation):
            log.warning(
                "passed over %s %s at position %s: it is from %s, and only %s publishes that",
                *(event.type, event.id, event.position, event.source),
                config().sources[event.type],
            )
