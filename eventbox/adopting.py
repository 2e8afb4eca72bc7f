"""Adopting a log: an operator's word that the bus's log, as it is now, is the one to follow."""

from django.db import transaction

from eventbox.conf import config
from eventbox.cursor import lock_or_create_cursor
from eventbox.errors import EventboxError
from eventbox.models import Backfill, Cursor
from eventbox.subscriber import SUBSCRIPTION
from eventbox.transports import Transport
from eventbox.transports.base import LogState
from eventbox.wakeup import notify


def adopt(transport: Transport, after: int | None) -> LogState:
    """Follow the transport's log from `after` on (None: from its end); the answer is where from.

    Events after that position are applied even if this service has applied them before, so handlers
    must be idempotent for what was sent again. A cursor that stands before it, and fits the log,
    stays where it is: what lies between was never applied. Raises EventboxError.
    """
    conf = config()
    state = transport.state()
    position = state.position if after is None else after
    if position > state.position:
        raise EventboxError(f"the log ends at position {state.position}, before {position}")
    known = Cursor.objects.filter(
        subscription=conf.subscription, log=state.log, position__lt=position
    ).first()
    if known and transport.event_id_at(known.position) == known.event_id:
        position = known.position
    event_id = transport.event_id_at(position)
    with transaction.atomic():
        cursor = lock_or_create_cursor(conf.subscription, log=state.log, types=conf.handlers.types)
        Cursor.objects.filter(pk=cursor.pk).update(
            log=state.log, position=position, event_id=event_id, head=state.position, stopped=""
        )
        behind = Backfill.objects.filter(subscription=conf.subscription, position__gt=position)
        behind.update(position=position)
    notify(SUBSCRIPTION)
    return LogState(state.log, position, event_id)
