"""Transactions that write, one at a time within a process where the database is a SQLite file.

SQLite lets one writer in and has the others poll with growing sleeps; here they queue instead,
and each starts the moment the one before has committed. Between processes SQLite's own lock rules.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turn = threading.Lock()


@contextmanager
def write_transaction() -> Iterator[None]:
    """`transaction.atomic()`, after waiting for this process's other writers."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _turn, transaction.atomic():
        yield
