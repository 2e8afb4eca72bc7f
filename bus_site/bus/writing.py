"""Writes, one at a time within a process where the database is a SQLite file.

SQLite lets one writer in and has the others poll with growing sleeps, so that one may starve; here
they queue instead, and each starts the moment the one before has committed. Between processes
SQLite's own lock rules.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from eventbox.lease import Lease

_turn = threading.Lock()


@contextmanager
def write_turn() -> Iterator[None]:
    """Wait for this process's other writers; for a single statement."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield


@contextmanager
def write_transaction() -> Iterator[None]:
    """`transaction.atomic()`, after waiting for this process's other writers."""
    with write_turn(), transaction.atomic():
        yield


class QueuedLease(Lease):
    """A lease that waits for its turn to be taken, renewed or released."""

    def hold(self) -> bool:
        """Take or keep the lease; False where somebody else has it."""
        if self._renew_at is not None and self._clock() < self._renew_at:
            return True
        with write_turn():
            return super().hold()

    def release(self) -> None:
        """Give the lease back."""
        with write_turn():
            super().release()
