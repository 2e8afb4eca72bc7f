"""A lease: at most one holder at a time, by the database's own clock, for any number of processes.

One conditional UPDATE decides, so it holds on SQLite and on Postgres alike. A holder that stalls
past its time loses the lease without knowing, so what is done under a lease must be safe to do
twice; the lease only spares the work.
"""

import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

TERM = 5.0


def new_owner() -> str:
    """A name for a holder, readable in the admin: host, process and a random part."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(4).hex()}"


class Lease:
    """The lease in one row with the columns `lease_owner` (text) and `lease_until` (time, null).

    `row` gives the queryset of just that row. `term` is in seconds; a holder renews when a third
    of it has passed.
    """

    def __init__(
        self,
        row: Callable[[], QuerySet[Any]],
        *,
        term: float = TERM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner = new_owner()
        self._row = row
        self._term = term
        self._clock = clock
        self._renew_at: float | None = None

    def hold(self) -> bool:
        """Take or keep the lease; False where somebody else has it."""
        if self._renew_at is not None and self._clock() < self._renew_at:
            return True
        asked_at = self._clock()
        free = Q(lease_owner=self.owner) | Q(lease_until=None) | Q(lease_until__lt=Now())
        until = Now() + timedelta(seconds=self._term)
        held = self._row().filter(free).update(lease_owner=self.owner, lease_until=until) == 1
        self._renew_at = asked_at + self._term / 3 if held else None
        return held

    def release(self) -> None:
        """Give the lease back, so that another holder need not wait for its end."""
        if self._renew_at is not None:
            self._renew_at = None
            self._row().filter(lease_owner=self.owner).update(lease_until=None)
