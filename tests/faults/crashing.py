"""`python -m tests.faults.crashing <settings> <folder> runserver …`: a service that can be crashed.

It is the service's own command. Around it, from outside: it dies at the point that is armed in
`folder`, and a handler of moderation fails while there is a file `poison` in it. Leases are short,
so that nobody waits long for those of the dead, and so is the bus's holding back of windows.
MISTAKE in the environment names one of `broken.py` that it makes.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import execute_from_command_line

from eventbox.testing.crashing import EVENTBOX_STEPS, NATS_STEPS, Function, watch, wrap
from tests.bus_site.crashing import ARCHIVE_STEPS, BUS_STEPS
from tests.faults.broken import MISTAKES

POISONED = "Nobody can read this"
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
    else:
        watch(NATS_STEPS if on_nats else EVENTBOX_STEPS, folder)
    if settings == "moderation_site.settings":
        poison(folder / "poison")
    execute_from_command_line(["manage.py", *command])


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


if __name__ == "__main__":
    main()
