"""Wake-ups between all processes that share a PostgreSQL database: LISTEN and NOTIFY.

A process listens on a connection of its own, for as long as somebody in it waits. What was told
while nobody could listen is lost; so after each LISTEN everybody is woken.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from time import sleep
from typing import Any
from weakref import WeakSet

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from eventbox.gathering import DEAF
from eventbox.redaction import headline
from eventbox.retry import backoff

log = logging.getLogger("eventbox.wakeup")

CHANNEL = "eventbox"
"""The one channel of the database; what is told is the teller and the name of ours."""

APPLICATION = "eventbox wake-ups"
"""What pg_stat_activity calls the connection."""

LOOK_EVERY = 1.0
"""Seconds after which a listener looks whether anybody waits; DROP DATABASE gives it five."""

PATIENCE = 2.0
"""Seconds that who begins to wait gives the first connection."""

LONGEST_WAIT = 5.0

# A server that has vanished without a word is missed after a minute, not after the kernel's hours.
_OPTIONS = {
    "application_name": APPLICATION,
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


class Notifications:
    """The way between the processes that use the database of `database`, a connection.

    `wake` is called with each channel that is told of, and with None when any may have been.
    """

    def __init__(self, database: BaseDatabaseWrapper, wake: Callable[[str | None], None]) -> None:
        self._database = database
        self._wake = wake
        self._teller = os.urandom(6).hex()
        self._waiting: WeakSet[object] = WeakSet()
        self._lock = threading.Lock()
        self._tried: threading.Event | None = None  # of the thread that listens, if there is one

    def listen(self, waiter: object) -> None:
        """Hear the others for as long as `waiter` is referred to; what comes from now on wakes."""
        with self._lock:
            self._waiting.add(waiter)
            if self._tried is None:
                self._tried = threading.Event()
                threading.Thread(
                    target=self._run, args=(self._tried,), name="wakeup", daemon=True
                ).start()
            tried = self._tried
        tried.wait(PATIENCE)

    def send(self, channel: str) -> None:
        """Wake the others once the transaction that is open has committed; it never fails.

        In a statement of its own: within a transaction that writes, NOTIFY holds a lock of the
        whole server until the commit is on disk, and commits queue for it.
        """
        if connection.in_atomic_block:
            connection.on_commit(lambda: self._tell(channel))
        else:
            self._tell(channel)

    def _tell(self, channel: str) -> None:
        with contextlib.suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{self._teller} {channel}"])

    def _run(self, tried: threading.Event) -> None:
        """Listen until nobody waits; a lost connection is made again, and all are woken then."""
        failures = 0
        while self._is_wanted():
            listener = _own_connection(self._database)
            try:
                with listener.cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
                if failures:
                    log.info("wake-ups from other processes come again")
                failures = 0
                self._wake(None)
                tried.set()
                self._hear(listener)
                return
            except Exception as error:  # whatever it is, it is no reason to hear nothing any more
                failures += 1
                if failures == 1:
                    log.warning(
                        "no wake-ups from other processes (%s): polling meanwhile", headline(error)
                    )
            finally:
                with contextlib.suppress(Exception):
                    listener.close()
            tried.set()
            sleep(backoff(failures, cap=LONGEST_WAIT))

    def _hear(self, listener: BaseDatabaseWrapper) -> None:
        """Pass on what comes, until nobody waits."""
        while self._is_wanted():
            with listener.wrap_database_errors:
                notices = listener.connection.notifies(timeout=LOOK_EVERY, stop_after=1)
                told = {notice.payload for notice in notices}  # one, and what came with it
            for channel in self._of_others(told):
                self._wake(channel)
            if told:
                sleep(DEAF)

    def _of_others(self, told: set[str]) -> set[str]:
        """The channels that other processes have told of."""
        parts = (payload.partition(" ") for payload in told)
        return {channel for teller, _, channel in parts if teller != self._teller}

    def _is_wanted(self) -> bool:
        with self._lock:
            if not self._waiting:
                self._tried = None  # the next to wait begins anew
                return False
            return True


def _own_connection(database: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """One more connection with the same settings, never out of a pool, for the thread at hand."""
    own = database.copy()
    options: dict[str, Any] = {**_OPTIONS, **own.settings_dict["OPTIONS"]}
    options.pop("pool", None)
    own.settings_dict["OPTIONS"] = options
    return own
