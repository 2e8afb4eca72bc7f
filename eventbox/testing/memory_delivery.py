"""Delivery from a log in memory, by the protocol: a window, an answer, and on from what it says."""

from collections.abc import Callable, Collection

from eventbox.cursor import Answer
from eventbox.testing.memory_log import MemoryLog, MemorySubscription
from eventbox.window import Window, encode_window

Receiver = Callable[[bytes], Answer]
"""A consumer: takes the body of a push and answers it."""

MAX_WINDOW_EVENTS = 500
_MOST_MOVES = 100


class NotDelivered(AssertionError):
    """A consumer did not take what it was sent; `answer` is what it said instead."""

    def __init__(self, reason: str, answer: Answer | None = None) -> None:
        super().__init__(reason)
        self.answer = answer


def window_of(
    log: MemoryLog,
    subscription: str,
    *,
    types: Collection[str],
    after: int,
    upto: int | None = None,
    limit: int = MAX_WINDOW_EVENTS,
) -> Window:
    """The window that the bus would make: from `after` to `upto` (None: the log's end), or as far
    as `limit` events let it reach."""
    head = log.state.position
    end = head if upto is None else upto
    events = log.between(after, end, types=types, limit=limit)
    if len(events) == limit and events[-1].position is not None:
        end = events[-1].position
    return Window(
        log=log.id,
        subscription=subscription,
        after=after,
        after_id=log.event_id_at(after),
        upto=end,
        upto_id=log.event_id_at(end),
        types=tuple(types),
        events=events,
        head=head,
    )


def body_of(window: Window) -> bytes:
    """What the bus would send for it."""
    return encode_window(
        log=window.log,
        subscription=window.subscription,
        after=window.after,
        after_id=window.after_id,
        upto=window.upto,
        upto_id=window.upto_id,
        types=window.types,
        events=[event.text_with_position() for event in window.events],
        head=window.head,
    )


def deliver(
    log: MemoryLog,
    to: MemorySubscription,
    receive: Receiver,
    *,
    limit: int = MAX_WINDOW_EVENTS,
) -> None:
    """Push windows until the consumer has all that is in the log; at least one, as a heartbeat.

    Raises NotDelivered where the consumer answers anything but success or its own position.
    """
    moves = 0
    while True:
        if to.position > log.state.position:
            raise NotDelivered(
                f"{to.name} is at position {to.position}, and the log ends at {log.state.position}"
            )
        window = window_of(log, to.name, types=to.types, after=to.position, limit=limit)
        answer = receive(body_of(window))
        match answer:
            case Answer(status=200, body={"position": int() as position}) if (
                position == window.upto
            ):
                moves, to.position = 0, position
                if position == window.head:
                    return
            case Answer(status=409, body={"position": int() as position, "types": list() as types}):
                moves, to.position, to.types = moves + 1, position, tuple(types)
            case _:
                raise NotDelivered(f"{to.name} answered {answer.status}: {answer.body}", answer)
        if moves > _MOST_MOVES:
            raise NotDelivered(f"{to.name} never agreed with the position that it told", answer)
