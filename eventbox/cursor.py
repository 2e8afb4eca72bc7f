"""The consumer's cursor: locked first in every transaction that changes what has been applied.

The lock is an UPDATE, so that it is one on SQLite too, whatever mode its transactions start in.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, Error

from eventbox.errors import DatabaseUnavailable
from eventbox.faults import took_too_long
from eventbox.models import Cursor
from eventbox.statements import now, run
from eventbox.window import Window

_TAKEN = ("id", "subscription", "log", "position", "event_id", "types", "head")
"""In the order of the model, as `from_db` wants them."""

_LOCK = (
    "UPDATE eventbox_cursor SET heard_at = {} WHERE subscription = %s"  # noqa: S608
    f" RETURNING {', '.join(_TAKEN)}"
)


@dataclass(frozen=True)
class Answer:
    """What the bus is answered: HTTP status, JSON body, and seconds for Retry-After."""

    status: int
    body: dict[str, object]
    retry_after: int | None = None


def lock_cursor(subscription: str) -> Cursor | None:
    """The cursor, locked until the transaction ends; None where there is none yet.

    Its other fields are read when they are asked for.

    Raises DatabaseUnavailable where another transaction holds it for longer than the database lets
    anybody wait: that is not the fault of what was to be done under the lock.
    """
    try:
        rows = run(_LOCK.format(now()), [subscription])
    except Error as error:
        if took_too_long(error):
            raise DatabaseUnavailable("the cursor is locked for too long") from error
        raise
    if not rows:
        return None
    ((*known, types, head),) = rows
    return Cursor.from_db(DEFAULT_DB_ALIAS, _TAKEN, [*known, json.loads(types), head])


def lock_or_create_cursor(subscription: str, *, log: str, types: Collection[str]) -> Cursor:
    """The cursor, locked; a new one stands at the start of `log` and takes `types`."""
    cursor = lock_cursor(subscription)
    if cursor is None:
        Cursor.objects.get_or_create(
            subscription=subscription, defaults={"log": log, "types": sorted(types)}
        )
        cursor = lock_cursor(subscription)
        assert cursor is not None
    return cursor


def compare(cursor: Cursor, window: Window, handled: Collection[str]) -> Answer | None:
    """Whether `window` goes on just where `cursor` stands: None, or the answer if it does not."""
    if window.log != cursor.log:
        return stopped(
            f"this is log {window.log}, and events of log {cursor.log} have been applied; "
            "`manage.py adopt_log` settles it"
        )
    unknown = sorted(set(cursor.types) - set(handled))
    if unknown:
        reason = (
            f"this release has no handler for {', '.join(unknown)}, which a newer one has learned"
        )
        return Answer(503, {"detail": reason}, retry_after=2)
    if window.after != cursor.position or set(window.types) != set(cursor.types):
        return Answer(409, {"position": cursor.position, "types": sorted(cursor.types)})
    if window.after_id != cursor.event_id:
        return stopped(
            f"at position {cursor.position} the log has event {window.after_id}, and "
            f"{cursor.event_id} has been applied: the log was restored from an older copy; "
            "`manage.py adopt_log` settles it"
        )
    return None


def stopped(reason: str) -> Answer:
    """The answer that makes the bus stop the subscription until an operator has settled it."""
    return Answer(409, {"stopped": reason})
