"""`python -m bench.filling FILE`, run as the bus: appends the events in a file to the log."""

import os
import sys
from pathlib import Path

import django

from eventbox.envelope import MAX_BATCH_EVENTS, Event


def main(file: Path) -> None:
    """As a publisher's request would, without the request."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bus_site.settings"
    django.setup()

    from bus_site.bus.appending import append

    events = [Event.parse(line) for line in file.read_text().splitlines()]
    for begin in range(0, len(events), MAX_BATCH_EVENTS):
        append(events[begin : begin + MAX_BATCH_EVENTS])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
