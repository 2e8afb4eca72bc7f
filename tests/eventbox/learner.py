"""`python -m tests.eventbox.learner <folder>`: learns the type Noted from a log of three events.

It can be crashed at what is armed in `folder`.
"""

import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import django

from eventbox.envelope import Event
from eventbox.testing.crashing import EVENTBOX_STEPS, watch
from eventbox.transports.base import LogState

LOG = "log-1"
EVENTS = 3


class Log:
    """Gives a page of one event at a time: the end of a page can only be seen between two."""

    def history(self, *, types: Collection[str], after: int, upto: int, limit: int) -> list[Event]:
        return [event for event in self._events() if after < (event.position or 0) <= upto][:1]

    def state(self) -> LogState:
        return LogState(LOG, EVENTS, str(EVENTS))

    def _events(self) -> list[Event]:
        from eventbox.testing import make_event

        return [
            replace(make_event("Noted", {"text": str(n)}, id=str(n)), position=n)
            for n in range(1, EVENTS + 1)
        ]


def main() -> None:
    django.setup()
    watch(EVENTBOX_STEPS, Path(sys.argv[1]))
    from eventbox import learning
    from eventbox.models import Cursor

    learning.PAGE = 1
    Cursor.objects.get_or_create(
        subscription="diary",
        defaults={
            "log": LOG,
            "position": EVENTS,
            "event_id": str(EVENTS),
            "types": ["Asked", "BatchA", "BatchB"],
        },
    )
    while learning.learn_once(Log()):  # type: ignore[arg-type]
        pass


if __name__ == "__main__":
    main()
