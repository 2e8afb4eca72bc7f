"""Wake-ups between the processes of one host that share a SQLite file.

Each listening process has a Unix datagram socket in a folder beside the file; whoever has news
sends its channel's name to all of them. What comes close together wakes once.
"""

import contextlib
import hashlib
import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import sleep

from eventbox.gathering import DEAF

log = logging.getLogger("eventbox.wakeup")

_MAX_SOCKET_PATH = 100  # sun_path holds 108 bytes
_MAX_DATAGRAM = 256


class Datagrams:
    """The way between the processes that use `database`, a file; `wake` is told what comes."""

    def __init__(self, database: Path, wake: Callable[[str], None]) -> None:
        self.folder = _folder(database)
        self.own: Path | None = None
        self._wake = wake
        self._lock = threading.Lock()
        self._tried = False

    def listen(self, waiter: object) -> None:
        """Begin to hear the others; once is enough, for as long as the process lives."""
        with self._lock:
            if self._tried:
                return
            self._tried = True
            path = self.folder / f"{os.getpid()}-{os.urandom(4).hex()}"
            try:
                listener = _bind(path)
            except OSError as error:
                log.warning("no wake-ups from other processes (%s): polling instead", error)
                return
            self.own = path
        threading.Thread(target=self._receive, args=(listener,), name="wakeup", daemon=True).start()

    def send(self, channel: str) -> None:
        """Wake the others; it never fails, but may not arrive."""
        with contextlib.suppress(OSError):  # nobody has listened yet, or it is another user's
            self._send(channel)

    def _send(self, channel: str) -> None:
        own = self.own.name if self.own else None
        others = [self.folder / name for name in os.listdir(self.folder) if name != own]
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

    def _receive(self, listener: socket.socket) -> None:
        while True:
            for channel in _heard(listener):
                self._wake(channel.decode("utf-8", "replace"))
            sleep(DEAF)


def _heard(listener: socket.socket) -> list[bytes]:
    """Waits for a datagram; the channels that it and all others that are there name."""
    told = [listener.recv(_MAX_DATAGRAM)]
    with contextlib.suppress(BlockingIOError):
        while True:
            told.append(listener.recv(_MAX_DATAGRAM, socket.MSG_DONTWAIT))
    return [*dict.fromkeys(told)]


def _folder(database: Path) -> Path:
    database = database.resolve()
    folder = database.parent / f".wake-{database.stem}"
    if len(str(folder)) > _MAX_SOCKET_PATH - 30:
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"eventbox-{os.getuid()}-{digest}"
    return folder


def _bind(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    return listener
