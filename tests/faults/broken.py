"""Mistakes that are not made here, to show that the crash tests would notice them."""

from collections.abc import Sequence
from typing import Any

from eventbox.testing.crashing import Function, wrap


def mark_before_send() -> None:
    """The relay notes that its rows are sent, and sends them then."""
    from eventbox.relay import mark_sent

    def broken(_: Function) -> Function:
        def send(relay: Any, rows: Sequence[Any], after: int) -> None:
            mark_sent(rows, [0])
            relay._transport.append([row.envelope for row in rows], after=after)

        return send

    wrap("eventbox.relay.Relay._send", broken)


def cursor_apart() -> None:
    """The cursor is moved in a transaction of its own, behind that of the effects."""
    from django.db import transaction

    from eventbox.running import run_handlers

    def broken(_: Function) -> Function:
        def apply(stretch: Any) -> Any:
            with transaction.atomic():
                refusal = stretch.check(stretch.lock())
                if refusal is None:
                    run_handlers(stretch.events)
            if refusal is None:
                with transaction.atomic():
                    stretch.move(stretch.lock())
            return refusal

        return apply

    wrap("eventbox.applying._apply_whole", broken)


def note_before_send() -> None:
    """In json mode, the bus notes that an event was taken, and sends it then."""

    def broken(function: Function) -> Function:
        def post(course: Any, push: Any, *rest: Any) -> Any:
            if course._json:
                course._progress.reach(push.upto)
            return function(course, push, *rest)

        return post

    wrap("bus_site.bus.course.Course._post", broken)


def forget_what_was_sent() -> None:
    """A relay that starts takes what is unsent for new, and does not look into the stream."""
    from eventbox.transports.nats.messages import Known

    def broken(_: Function) -> Function:
        return lambda position, headers: (f"forgotten-{position}", Known(position, ""))

    wrap("eventbox.transports.nats.messages.known_from", broken)


MISTAKES = {
    "mark_before_send": mark_before_send,
    "cursor_apart": cursor_apart,
    "note_before_send": note_before_send,
    "forget_what_was_sent": forget_what_was_sent,
}
