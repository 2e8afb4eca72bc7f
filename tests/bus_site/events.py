"""Events to post, and the log filled with them."""

import json
from typing import Any

from bus_site.bus.appending import append
from bus_site.bus.models import LoggedEvent
from eventbox.envelope import Event, new_envelope


def envelope(id: str = "e1", **fields: Any) -> dict[str, Any]:
    """A valid event as a producer sends it; `fields` replace or add, None removes."""
    given = {
        "specversion": "1.0",
        "id": id,
        "source": "/posts",
        "type": "PostCreated",
        "data": {"id": "p1"},
    } | fields
    return {name: value for name, value in given.items() if value is not None or name == "data"}


def event(id: str, type: str = "PostCreated", **fields: Any) -> Event:
    """The same as an Event."""
    return new_envelope(**{"id": id, "source": "/posts", "type": type, "data": {}} | fields)


def fill(count: int, type: str = "PostCreated", **fields: Any) -> None:
    """Append `count` new events; their ids are their positions."""
    begin = LoggedEvent.objects.count()
    append([event(str(begin + number + 1), type, **fields) for number in range(count)])


def text(value: Any) -> bytes:
    """JSON bytes."""
    return json.dumps(value).encode()
