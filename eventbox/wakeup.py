"""Wakes workers when there is new work: within a process, and between those that share a database.

A wake-up is a hint: it may be lost, and may come for nothing. Whoever waits also polls.
"""

import os
import threading
from pathlib import Path
from typing import Protocol

from django.db import connection

from eventbox.datagrams import Datagrams
from eventbox.listening import Notifications


class News:
    """What has come on one channel: who waits on another is not disturbed."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.count = 0

    def come(self) -> None:
        """Wake whoever waits on this channel."""
        with self.changed:
            self.count += 1
            self.changed.notify_all()


class Way(Protocol):
    """What carries wake-ups between the processes that share one database."""

    def listen(self, waiter: object) -> None:
        """Hear the others, at least for as long as `waiter` is referred to; never fails."""

    def send(self, channel: str) -> None:
        """Tell the others; never fails."""


_lock = threading.Lock()
_channels: dict[str, News] = {}
_ways: dict[tuple[str, ...], Way] = {}


def notify(channel: str) -> None:
    """Wake whoever waits on `channel`, in this process and the others; call it after the commit."""
    wake_local(channel)
    way = _way()
    if way is not None:
        way.send(channel)


def wake_local(channel: str) -> None:
    """Wake whoever waits on `channel` in this process."""
    _news(channel).come()


class Waiter:
    """Waits for news on one channel; what happened since the last wait is not missed."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        way = _way()
        if way is not None:
            way.listen(self)
        self._seen = _news(channel).count

    def wait(self, timeout: float) -> bool:
        """Block until news or for `timeout` seconds; True where there was news."""
        news = _news(self.channel)
        with news.changed:
            woken = news.changed.wait_for(lambda: news.count != self._seen, timeout)
            self._seen = news.count
            return woken


def _news(channel: str) -> News:
    known = _channels.get(channel)
    return known if known is not None else _channels.setdefault(channel, News())


def _wake(channel: str | None) -> None:
    if channel is None:
        _wake_all()
    else:
        wake_local(channel)


def _wake_all() -> None:
    """Wake everybody: news may have been missed."""
    for news in [*_channels.values()]:
        news.come()


def _way() -> Way | None:
    """The way to the other processes; None where there is none, and they poll."""
    settings = connection.settings_dict
    name = str(settings.get("NAME") or "")
    place = (connection.vendor, name, str(settings.get("HOST")), str(settings.get("PORT")))
    with _lock:
        if place not in _ways:
            if connection.vendor == "postgresql" and _has_psycopg3():
                _ways[place] = Notifications(connection.copy(), _wake)
            elif connection.vendor == "sqlite" and not _in_memory(name):
                _ways[place] = Datagrams(Path(name), wake_local)
        return _ways.get(place)


def _has_psycopg3() -> bool:
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    return bool(is_psycopg3)


def _in_memory(name: str) -> bool:
    return not name or ":memory:" in name or "mode=memory" in name


def _begin_anew() -> None:
    """In a forked process: nothing listens here, and no lock is held by a thread that is gone."""
    global _lock
    _lock = threading.Lock()
    _channels.clear()
    _ways.clear()


os.register_at_fork(after_in_child=_begin_anew)
