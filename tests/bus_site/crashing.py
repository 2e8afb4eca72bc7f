"""The places at which the bus may die: every commit and every send of appending and delivering.

*deliver* is the window with events on its way to a consumer, and the note of how far it is;
*single* the same in json mode; *subscription* the commit of one that was put.
"""

from typing import Any

from eventbox.testing.crashing import Call, Commit, Step


def _is_window_with_events(sender: Any, url: str, body: bytes, *_: Any) -> bool:
    return _is_window(body) and b'"events":[]' not in body.replace(b" ", b"")


def _is_single(sender: Any, url: str, body: bytes, *_: Any) -> bool:
    return not _is_window(body)


def _is_window(body: bytes) -> bool:
    return body.startswith(b'{"log":')


def _notes_window(progress: Any) -> bool:
    return bool(progress._unsaved) and progress._lazy


BUS_STEPS: tuple[Step, ...] = (
    Commit("append", "bus_site.bus.appending.append"),
    Call("deliver", "send", "bus_site.bus.sending.Sender.post", only=_is_window_with_events),
    Call("deliver", "note", "bus_site.bus.progress.Progress.save", only=_notes_window),
    Call("single", "send", "bus_site.bus.sending.Sender.post", only=_is_single),
    Call("single", "note", "bus_site.bus.progress.Progress._save_row"),
    Commit("subscription", "bus_site.bus.subscriptions.put"),
)

ARCHIVE_STEPS: tuple[Step, ...] = (Commit("archive", "bus_site.bus.jetstream.archive._store"),)
