"""What goes over the wire: Server-Sent Events. Pure.

Only the last event of a batch carries the `id`: who loses the connection in between is told of the
whole batch again.
"""

from collections.abc import Sequence
from typing import Final

HEARTBEAT: Final = b": heartbeat\n\n"


def frame(event: str, data: str, *, id: str | None = None) -> bytes:
    """One event. `data` is JSON on a single line, as `ready.dump` writes it."""
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {event}\ndata: {data}\n\n".encode()


def batch(events: Sequence[tuple[str, str]], *, id: str) -> bytes:
    """Events of (name, data) in order, the last of them with the id; empty where there is none."""
    if not events:
        return b""
    return b"".join([*(frame(*event) for event in events[:-1]), frame(*events[-1], id=id)])


def reset_frame(id: object) -> bytes:
    """What tells a viewer to read all anew, and to go on from there."""
    return frame("reset", "{}", id=str(id))
