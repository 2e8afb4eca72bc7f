"""Log lines about events: one for each, under its correlation id, so that a story can be followed.

Of many at once, as where a service catches up, one line tells.
"""

import logging
from collections.abc import Sequence

from eventbox.context import correlated
from eventbox.envelope import Event

MANY = 100
"""Events at once from which on they are told of together."""


def tell(log: logging.Logger, what: str, events: Sequence[Event]) -> None:
    """Log `what` is done with these events, such as "published"."""
    if len(events) >= MANY:
        log.info("%s %d events, %s to %s", what, len(events), events[0].id, events[-1].id)
        return
    for event in events:
        with correlated(event.correlation):
            log.info("%s %s %s", what, event.type, event.id)
