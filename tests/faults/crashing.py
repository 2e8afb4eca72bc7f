"""`python -m tests.faults.crashing <settings> <folder> runserver …`: a service that can be crashed.

It is the service's own command. Around it, from outside: it dies at the point that is armed in
`folder`, and is there again; a handler of moderation fails while there is a file `poison` in it,
and the bus refuses a post while there is a file `refusing`.
Leases are short, so that nobody waits long for those of the dead, and so is the bus's holding back
of windows.
MISTAKE in the environment names one of `broken.py` that it makes.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.core.management import execute_from_command_line

from eventbox.testing.crashing import EVENTBOX_STEPS, NATS_STEPS, Function, watch, wrap
from tests.bus_site.crashing import ARCHIVE_STEPS, BUS_STEPS
from tests.faults.broken import MISTAKES
from tests.faults.rebirth import live_again

POISONED = "Nobody can read this"
REFUSED = "Nobody may post this"
LEASE = 1.0
HOLD = 0.1


class Poison(Exception):
    """A bug in a handler, until it is mended."""


def main() -> None:
    settings, folder, command = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    shorten_leases()
    on_nats = bool(os.environ.get("EVENTBOX_TRANSPORT_URL"))
    if mistake := os.environ.get("MISTAKE"):
        MISTAKES[mistake]()
    if settings == "bus_site.settings":
        from django.conf import settings as bus

        bus.DELIVERY_HOLD = HOLD
        watch(ARCHIVE_STEPS if on_nats else BUS_STEPS, folder)
        refuse(folder / "refusing")
    else:
        watch(NATS_STEPS if on_nats else EVENTBOX_STEPS, folder)
    if settings == "moderation_site.settings":
        poison(folder / "poison")
    load()
    live_again(lambda: execute_from_command_line(["manage.py", *command]))


def load() -> None:
    """Import what the first request would: each life has it from the beginning."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns


def shorten_leases() -> None:
    from eventbox.lease import Lease

    assert Lease.__init__.__kwdefaults__ is not None
    Lease.__init__.__kwdefaults__["term"] = LEASE


def poison(file: Path) -> None:
    def failing(function: Function) -> Function:
        def wrapped(run: Any, event: Any) -> Any:
            if event.data["content"] == POISONED and file.exists():
                raise Poison("this comment cannot be judged")
            return function(run, event)

        return wrapped

    wrap("moderation_site.moderation.judging.Run.comment_created", failing)


def refuse(file: Path) -> None:
    from bus_site.bus.refusal import Refused

    def refusing(function: Function) -> Function:
        def wrapped(events: Sequence[Any]) -> Any:
            for index, event in enumerate(events):
                if str(event.data.get("title")).startswith(REFUSED) and file.exists():
                    raise Refused(400, "this title is refused", index=index, id=event.id)
            return function(events)

        return wrapped

    wrap("bus_site.bus.appending.append", refusing)


if __name__ == "__main__":
    main()
