"""Applying events: effects, outbox rows of the handlers and the cursor's move are one transaction.

A stretch of events is tried whole. If a handler fails, it is gone through one event at a time, each
in a transaction of its own, and the failing one is parked with its key.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Protocol

from django.db import transaction

from eventbox.cursor import Answer
from eventbox.envelope import Event
from eventbox.errors import DatabaseUnavailable
from eventbox.faults import database_at_fault, took_too_long
from eventbox.models import Cursor
from eventbox.owners import without_strangers
from eventbox.parking import park, queue_behind
from eventbox.redaction import headline
from eventbox.running import run_handlers

log = logging.getLogger("eventbox.apply")


class Stretch(Protocol):
    """Events to be applied in order, and how the cursor is checked and moved with them."""

    @property
    def events(self) -> Sequence[Event]: ...

    def lock(self) -> Cursor:
        """The cursor, locked."""

    def check(self, cursor: Cursor) -> Answer | None:
        """Whether the cursor stands where this stretch begins; called under the lock."""

    def move(self, cursor: Cursor) -> None:
        """Move the cursor to this stretch's end; called under the lock."""

    def steps(self) -> Iterator["Stretch"]:
        """The same in stretches of one event at most."""


def apply_stretch(stretch: Stretch) -> Answer | None:
    """Apply a stretch exactly once; the answer is why it was not, or None.

    Raises DatabaseUnavailable. Never raises for a failing handler: that event is parked.
    """
    try:
        return _apply_whole(stretch)
    except Exception as error:
        _raise_if_unavailable(error)
        log.warning("a handler failed (%s); going on one event at a time", headline(error))
    return _apply_in_steps(stretch)


def _apply_whole(stretch: Stretch) -> Answer | None:
    with transaction.atomic():
        cursor = stretch.lock()
        refusal = stretch.check(cursor)
        if refusal is None:
            own = without_strangers(cursor, stretch.events)
            free = queue_behind(cursor.subscription, own)
            run_handlers(free)
            stretch.move(cursor)
    return refusal


def _apply_in_steps(stretch: Stretch) -> Answer | None:
    for step in stretch.steps():
        try:
            refusal = _apply_whole(step)
        except Exception as error:
            _raise_if_unavailable(error)
            refusal = _park_step(step, error)
        if refusal is not None:
            return refusal
    return None


def _park_step(step: Stretch, failure: Exception) -> Answer | None:
    """Park the step's event in a transaction of its own: the failed one is rolled back by now."""
    try:
        with transaction.atomic():
            cursor = step.lock()
            refusal = step.check(cursor)
            if refusal is None:
                for event in step.events:
                    park(cursor.subscription, event, failure)
                step.move(cursor)
    except Exception as error:
        _raise_if_unavailable(error)
        raise
    return refusal


def _raise_if_unavailable(error: Exception) -> None:
    if isinstance(error, DatabaseUnavailable):
        raise error
    if database_at_fault(error):
        raise DatabaseUnavailable(f"the database cannot be used: {headline(error)}") from error
    # A time-out of the whole transaction ends the connection too: the next one is a new one.
    if not took_too_long(error) and not transaction.get_connection().is_usable():
        raise DatabaseUnavailable("the connection to the database was lost") from error
