"""Replay: the cursor goes back to the start, and the bus sends everything again."""

from django.db import transaction

from eventbox.conf import config
from eventbox.cursor import lock_cursor
from eventbox.errors import NotReplayable
from eventbox.models import Backfill, Cursor, ParkedEvent
from eventbox.subscriber import SUBSCRIPTION
from eventbox.wakeup import notify


def replay(*, reset: bool) -> int:
    """Apply the log again from its start; the answer is where the cursor stood.

    With `reset` the projection is emptied in the same transaction. Without it every handler must be
    declared replayable. What is parked comes again with the rest. Raises NotReplayable.
    """
    conf = config()
    if reset and conf.reset is None:
        raise NotReplayable('EVENTBOX["RESET"] names no function that empties the projection')
    if not reset and conf.handlers.not_replayable():
        raise NotReplayable(
            f"not declared replayable: {', '.join(conf.handlers.not_replayable())}; "
            "replay into an emptied projection (--reset), or declare Handler(…, replayable=True)"
        )
    with transaction.atomic():
        cursor = lock_cursor(conf.subscription)
        if reset and conf.reset is not None:
            conf.reset()
        ParkedEvent.objects.filter(subscription=conf.subscription).delete()
        Backfill.objects.filter(subscription=conf.subscription).delete()
        Cursor.objects.filter(subscription=conf.subscription).update(
            position=0, event_id=None, types=list(conf.handlers.types)
        )
    notify(SUBSCRIPTION)
    return cursor.position if cursor else 0
