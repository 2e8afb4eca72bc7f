"""Running handlers: each knows which event it works on, so what it publishes has its cause."""

import logging
from collections.abc import Sequence

from eventbox.conf import config
from eventbox.envelope import Event
from eventbox.handlers import Handler
from eventbox.publishing import handling
from eventbox.telling import tell

log = logging.getLogger("eventbox.apply")


def run_handlers(events: Sequence[Event]) -> None:
    """Run the handlers of `events` in order, within the transaction that is open."""
    for handler, run in config().handlers.runs(events):
        tell(log, "applying", run)
        if isinstance(handler, Handler):
            for event in run:
                with handling(event):
                    handler.apply(event)
        else:
            with handling(None):
                handler.apply(run)
