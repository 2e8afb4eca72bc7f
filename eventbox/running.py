"""Running handlers: each knows which event it works on, so what it publishes has its cause."""

import logging
from collections.abc import Sequence

from eventbox import context
from eventbox.conf import config
from eventbox.envelope import Event
from eventbox.handlers import Handler
from eventbox.publishing import handling

log = logging.getLogger("eventbox.apply")


def run_handlers(events: Sequence[Event]) -> None:
    """Run the handlers of `events` in order, within the transaction that is open."""
    for handler, run in config().handlers.runs(events):
        for event in run:
            _log(event)
        if isinstance(handler, Handler):
            for event in run:
                with handling(event):
                    handler.apply(event)
        else:
            with handling(None):
                handler.apply(run)


def _log(event: Event) -> None:
    token = context.correlation_id.set(event.correlation_id or event.id)
    log.info("applying %s %s", event.type, event.id)
    context.correlation_id.reset(token)
