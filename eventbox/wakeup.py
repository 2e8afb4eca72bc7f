"""Wakes workers when there is new work: within a process, and between processes on one host.

A wake-up is a hint and may be lost; whoever waits also polls. Between processes it is a Unix
datagram to each listening process's socket in a folder beside the SQLite database.
"""

import contextlib
import hashlib
import logging
import os
import socket
import tempfile
import threading
from collections import defaultdict
from pathlib import Path

from django.db import connection

log = logging.getLogger("eventbox.wakeup")

_MAX_SOCKET_PATH = 100  # sun_path holds 108 bytes
_MAX_DATAGRAM = 256

_changed = threading.Condition()
_generations: defaultdict[str, int] = defaultdict(int)
_listening: dict[str, Path | None] = {}


def notify(channel: str) -> None:
    """Wake whoever waits on `channel`, in this process and the others; call it after the commit."""
    wake_local(channel)
    folder = _folder()
    if folder is not None:
        with contextlib.suppress(OSError):  # nobody has listened yet, or it is another user's
            _send(folder, channel)


def wake_local(channel: str) -> None:
    """Wake whoever waits on `channel` in this process."""
    with _changed:
        _generations[channel] += 1
        _changed.notify_all()


class Waiter:
    """Waits for news on one channel; what happened since the last wait is not missed."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._seen = _generations[channel]
        _listen()

    def wait(self, timeout: float) -> bool:
        """Block until news or for `timeout` seconds; True where there was news."""
        with _changed:
            _changed.wait_for(lambda: _generations[self.channel] != self._seen, timeout)
            news = _generations[self.channel] != self._seen
            self._seen = _generations[self.channel]
            return news


def _folder() -> Path | None:
    """Where the processes that share this database meet; None where there is no database file."""
    name = str(connection.settings_dict.get("NAME") or "")
    if connection.vendor != "sqlite" or not name or ":memory:" in name or "mode=memory" in name:
        return None
    database = Path(name).resolve()
    folder = database.parent / f".wake-{database.stem}"
    if len(str(folder)) > _MAX_SOCKET_PATH - 30:
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"eventbox-{os.getuid()}-{digest}"
    return folder


def _listen() -> None:
    """Start this process's listener for the database in use, once."""
    folder = _folder()
    if folder is None:
        return
    with _changed:
        if str(folder) in _listening:
            return
        _listening[str(folder)] = None
        path = folder / f"{os.getpid()}-{os.urandom(4).hex()}"
        try:
            listener = _bind(path)
        except OSError as error:
            log.warning("no wake-ups from other processes (%s): polling instead", error)
            return
        _listening[str(folder)] = path
    threading.Thread(target=_receive, args=(listener,), name="wakeup", daemon=True).start()


def _bind(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    return listener


def _receive(listener: socket.socket) -> None:
    while True:
        wake_local(listener.recv(_MAX_DATAGRAM).decode("utf-8", "replace"))


def _send(folder: Path, channel: str) -> None:
    own = _listening.get(str(folder))
    others = [folder / name for name in os.listdir(folder) if own is None or name != own.name]
    if not others:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in others:
            try:
                sender.sendto(channel.encode(), str(path))
            except ConnectionRefusedError:  # its process is gone
                with contextlib.suppress(OSError):
                    path.unlink()
            except OSError:  # full: it has wake-ups enough; or just removed
                pass
