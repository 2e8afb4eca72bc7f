"""Writers of the bus's log that commit late and in the wrong order, and one reader; for a process.

    python -m tests.faults.commit_race <writers> [unlocked]

DATABASE_URL is an empty PostgreSQL database. Every writer appends one event and then stands still
before its commit. They are let go in the reverse order, and after each the reader asks for what
lies behind the last position that it has seen. Prints what it saw, and what is in the log in the
end, as JSON.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from unittest.mock import patch

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bus_site.bus.appending import append  # noqa: E402
from bus_site.bus.models import Head, LoggedEvent  # noqa: E402
from tests.bus_site.events import event  # noqa: E402

PATIENCE = 60.0


class Writer(threading.Thread):
    """Appends one event in a transaction, and commits when it may."""

    def __init__(self, number: int) -> None:
        super().__init__(daemon=True)
        self._event = event(f"writer-{number}")
        self.backend: int | None = None
        self.has_appended = threading.Event()
        self.may_commit = threading.Event()

    def run(self) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                [self.backend] = cursor.fetchone() or [None]
            append([self._event])
            self.has_appended.set()
            assert self.may_commit.wait(PATIENCE)
        connection.close()

    def stands_still(self) -> bool:
        """Before its commit, or before another's: it waits for a lock."""
        return self.has_appended.is_set() or self._waits_for_a_lock()

    def has_gone_on(self) -> bool:
        """It has committed, or waits for another's lock."""
        return not self.is_alive() or self._waits_for_a_lock()

    def _waits_for_a_lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            [waits] = cursor.fetchone() or [False]
        return bool(waits)


def race(count: int) -> dict[str, list[int]]:
    """What the reader saw, in its order, and what it should have seen."""
    seen: list[int] = []

    def read() -> None:
        behind = LoggedEvent.objects.filter(position__gt=max(seen, default=0))
        seen.extend(behind.order_by("position").values_list("position", flat=True))

    writers = [Writer(number) for number in range(count)]
    for writer in writers:
        writer.start()
        until(writer.stands_still)
        read()
    for writer in reversed(writers):
        writer.may_commit.set()
        until(writer.has_gone_on)
        read()
    for writer in writers:
        writer.join(PATIENCE)
        assert not writer.is_alive()
    read()
    return {"seen": seen, "log": list(LoggedEvent.objects.values_list("position", flat=True))}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def without_the_lock() -> Iterator[None]:
    """Positions as a sequence hands them out: no two alike, and nobody waits for a commit."""
    handed_out = count()
    log = Head.current().log

    def next_head() -> Head:
        return Head(log=log, position=next(handed_out))

    with patch.object(Head, "locked", next_head), patch.object(Head, "move"):
        yield


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    Head.current()
    with without_the_lock() if sys.argv[2:] == ["unlocked"] else nullcontext():
        print(json.dumps(race(int(sys.argv[1]))))
