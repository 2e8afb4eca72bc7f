"""An outage of the database, as requests meet it: a line when it begins, and one when it is over.

It is over when a request of a kind that has failed succeeds again: where the disk is full, reading
works all the time.
"""

import logging
import threading

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from eventbox.faults import database_at_fault
from eventbox.redaction import headline, trace

log = logging.getLogger("chassis.outage")

_DOWN = (OperationalError, InterfaceError)

Kind = tuple[str | None, str]


def database_is_down(error: Exception) -> bool:
    """Whether the database is down, starting, locked for too long, full, read-only or broken.

    Django names the first three alike; the rest shows in the database's own code.
    """
    return isinstance(error, _DOWN) or database_at_fault(error)


class Outage:
    """Of this process; a request's kind is its method and its route."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failing: set[Kind] = set()
        self._refused = 0

    def failed(self, request: HttpRequest, error: Exception) -> None:
        """A request could not be served for the database's sake."""
        if not database_at_fault(error):  # but looks like it, as a missing column does in SQLite
            log.error("The database refused: %s\n%s", headline(error), trace(error))
            return
        with self._lock:
            begins = not self._failing
            self._failing.add(_kind(request))
            self._refused += 1
        if begins:
            log.error("The database does not answer: %s", headline(error))

    def succeeded(self, request: HttpRequest) -> None:
        """A request was answered as it should be."""
        if not self._failing or _kind(request) not in self._failing:
            return
        with self._lock:
            refused, self._refused = self._refused, 0
            self._failing.clear()
        if refused:
            log.warning("The database answers again; %d requests were refused", refused)


def _kind(request: HttpRequest) -> Kind:
    match = request.resolver_match
    return request.method, match.route if match else request.path


outage = Outage()
