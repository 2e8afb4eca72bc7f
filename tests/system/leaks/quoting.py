"""The handlers of the service that SABOTAGED names, but they cannot bear some texts, and say which.

Imported by that service alone.
"""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from eventbox import BatchHandler, Event
from eventbox.handlers import Handler
from tests.system.leaks.sabotage import UNHANDLED


def quoting(handler: Any) -> BatchHandler:
    """The handler, which fails with all that the event says where it says UNHANDLED."""

    def apply(events: Sequence[Event]) -> None:
        for event in events:
            if UNHANDLED in event.text:
                raise ValueError(f"a bug that quotes {event.data}")
        if isinstance(handler, BatchHandler):
            handler.apply(events)
            return
        one = handler.apply if isinstance(handler, Handler) else handler
        for event in events:
            one(event)

    return BatchHandler(apply)


def sabotaged(table: Mapping[str, Any]) -> dict[str, BatchHandler]:
    """The table with every handler made so; types that share one share it still."""
    made = {id(handler): quoting(handler) for handler in table.values()}
    return {type: made[id(handler)] for type, handler in table.items()}


_NAME = os.environ["SABOTAGED"]
HANDLERS = sabotaged(import_module(f"{_NAME}_site.{_NAME}.handlers").HANDLERS)
