"""The places at which the bus may die: every commit and every send of appending and delivering."""

from typing import Any

from eventbox.testing.crashing import Call, Commit, Step


def _has_events(sender: Any, url: str, body: bytes, headers: Any) -> bool:
    return b'"events":[]' not in body.replace(b" ", b"")


BUS_STEPS: tuple[Step, ...] = (
    Commit("append", "bus_site.bus.appending.append"),
    Call("deliver", "send", "bus_site.bus.sending.Sender.post", only=_has_events),
    Call("deliver", "note", "bus_site.bus.progress.Progress.save"),
)

ARCHIVE_STEPS: tuple[Step, ...] = (Commit("archive", "bus_site.bus.jetstream.archive._store"),)
