"""Assertions about handlers: may events come again, in other cuts, in another order?

Each applies a valid history (`events`, oldest first, of all keys) to the database as it stands, in
several ways, and compares the service's own tables and what was published. Afterwards the database
is as before. Events of types without a handler are left out, as the bus leaves them out.

`ignore` names models and fields that may differ: see `eventbox.testing.tables.snapshot`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from django.db import transaction

from eventbox.conf import config
from eventbox.envelope import Event, same_content
from eventbox.models import OutboxEvent
from eventbox.testing.events import apply, published
from eventbox.testing.tables import Tables, shorten, snapshot

_TRIES = 20

Windows = Iterable[Sequence[Event]]
Told = dict[tuple[str, str], list[Event]]
"""All that was published, by source and id; more than one where it was published again."""


def assert_handlers_are_idempotent(
    events: Iterable[Event], *, ignore: Collection[str] = ()
) -> None:
    """Each event applied twice in a row does what it does once, and publishes the same.

    What is published the second time must be the same event to the log, that is: follow from the
    cause alone. Otherwise the log refuses it, should this service's database ever be restored.
    """
    history = _handled(events)
    twice = [event for event in history for _ in range(2)]
    once = _outcome(_singly(history), ignore)
    _assert_same(once, _outcome(_singly(twice), ignore), "each event was applied twice in a row")


def assert_handlers_replay(events: Iterable[Event], *, ignore: Collection[str] = ()) -> None:
    """A history of which an end comes a second time, from any event on, leaves the same.

    So it is after `adopt_log`, and after `replay` with handlers that are declared replayable. Where
    EVENTBOX["RESET"] is set, also: emptied and applied again, the projection is the same.
    """
    history = _handled(events)
    once = _outcome(_singly(history), ignore)
    for start, first in enumerate(history):
        again = _outcome(_singly([*history, *history[start:]]), ignore)
        _assert_same(once, again, f"the history came again from {first.type} {first.id} on")
    if (reset := config().reset) is not None:
        rebuilt = _outcome(_singly(history), ignore, before=lambda: _reset_after(history, reset))
        _assert_same(once, rebuilt, "the projection was emptied and rebuilt")


def assert_handlers_take_any_window(
    events: Iterable[Event], *, ignore: Collection[str] = (), seed: int = 0
) -> None:
    """The same history event by event, in one window, and cut anywhere leaves the same."""
    history = _handled(events)
    random = Random(seed)  # noqa: S311
    once = _outcome(_singly(history), ignore)
    _assert_same(once, _outcome([history], ignore), "all came in one window")
    for _ in range(_TRIES):
        cuts = sorted(random.choices(range(len(history) + 1), k=random.randrange(1, 6)))
        windows = [history[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
        _assert_same(once, _outcome(windows, ignore), f"the windows were cut after {cuts} events")


def assert_handlers_need_order_only_within_keys(
    events: Iterable[Event], *, ignore: Collection[str] = (), seed: int = 0
) -> None:
    """Keys may overtake each other, as they do while an event of one of them is parked."""
    history = _handled(events)
    random = Random(seed)  # noqa: S311
    once = _outcome(_singly(history), ignore)
    for _ in range(_TRIES):
        mixed = _mixed(history, random)
        order = ", ".join(f"{event.type} of {event.key}" for event in mixed)
        _assert_same(once, _outcome(_singly(mixed), ignore), f"the order was {order}")


@dataclass(frozen=True)
class _Outcome:
    tables: Tables
    published: Told


def _handled(events: Iterable[Event]) -> list[Event]:
    history = [event for event in events if event.type in config().handlers]
    if not history:
        raise ValueError("this service has no handler for any of these events")
    return history


def _singly(events: Sequence[Event]) -> Windows:
    return [[event] for event in events]


def _outcome(
    windows: Windows, ignore: Collection[str], *, before: Callable[[], None] | None = None
) -> _Outcome:
    """What is there after `windows`, and what was published on the way; all of it is undone."""
    told: Told = {}
    with transaction.atomic():
        if before is not None:
            before()
        _empty_outbox()
        for window in windows:
            apply(window)
            for event in published():
                told.setdefault((event.source, event.id), []).append(event)
            _empty_outbox()
        outcome = _Outcome(snapshot(ignore=ignore), told)
        transaction.set_rollback(True)
    return outcome


def _empty_outbox() -> None:
    """As after a while: a row that is still there would hide what is published under its id."""
    OutboxEvent.objects.all().delete()


def _reset_after(history: Sequence[Event], reset: Callable[[], None]) -> None:
    apply(history)
    reset()


def _mixed(history: Sequence[Event], random: Random) -> list[Event]:
    keys = dict.fromkeys(event.key for event in history)
    queues = [[event for event in history if event.key == key] for key in keys]
    mixed: list[Event] = []
    while queues := [queue for queue in queues if queue]:
        mixed.append(random.choice(queues).pop(0))
    return mixed


def _assert_same(once: _Outcome, other: _Outcome, what: str) -> None:
    lines = once.tables.differences(other.tables)
    lines += [
        f"{_name(event)} was published in addition"
        for key, [event, *_] in other.published.items()
        if key not in once.published
    ]
    lines += [
        f"{_name(event)} was not published"
        for key, [event, *_] in once.published.items()
        if key not in other.published
    ]
    for key in once.published.keys() & other.published.keys():
        first = once.published[key][0]
        lines += [
            f"{_name(event)} was published with other content: {event.data} instead of {first.data}"
            for event in other.published[key]
            if not same_content(first.text, event.text)
        ]
    if lines:
        raise AssertionError(f"{what}, and the result is another one:\n{shorten(lines)}")


def _name(event: Event) -> str:
    return f"{event.type} {event.id} about {event.subject or event.key}"
