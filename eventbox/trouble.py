"""The trouble that a loop is in: how long it waits, and what the log is told of it.

Once of each failure that is new, and once when it is over: an outage of an hour is two lines.
"""

import logging

from eventbox.faults import database_at_fault
from eventbox.redaction import headline, trace
from eventbox.retry import backoff

log = logging.getLogger("eventbox.worker")

LONGEST_WAIT = 5.0
"""Seconds after which a step that has failed is tried again at the latest: what it needs, such as
the database, may be back, and nobody tells."""


class Trouble:
    """Of the loop called `name`; none to begin with."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._failures = 0
        self._told = ""

    def note(self, error: Exception) -> float:
        """The step has failed; the answer is the seconds to wait before the next one."""
        self._failures += 1
        told = headline(error)
        if told != self._told:
            self._told = told
            # Where in our code an outage was met tells nothing of it.
            stack = "" if database_at_fault(error) else f"\n{trace(error)}"
            log.error("%s failed: %s; it is tried again%s", self._name, told, stack)
        return backoff(self._failures, base=0.5, cap=LONGEST_WAIT)

    def over(self) -> None:
        """The step has succeeded."""
        if self._failures:
            log.info("%s goes on, after %d failures", self._name, self._failures)
        self._failures, self._told = 0, ""
