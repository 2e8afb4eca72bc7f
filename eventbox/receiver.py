"""Receiving a window: the consumer's side of the delivery protocol."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eventbox.applying import apply_stretch
from eventbox.conf import config
from eventbox.cursor import Answer, compare, lock_or_create_cursor
from eventbox.envelope import Event
from eventbox.errors import InvalidEvent
from eventbox.models import Cursor
from eventbox.statements import change
from eventbox.window import Window

_MOVE = (
    "UPDATE eventbox_cursor SET position = %s, event_id = %s, head = %s, stopped = '' WHERE id = %s"
)


@dataclass(frozen=True)
class WindowStretch:
    """A window as something to be applied."""

    window: Window

    @property
    def events(self) -> Sequence[Event]:
        return self.window.events

    def lock(self) -> Cursor:
        return lock_or_create_cursor(
            self.window.subscription, log=self.window.log, types=config().handlers.types
        )

    def check(self, cursor: Cursor) -> Answer | None:
        return compare(cursor, self.window, config().handlers.types)

    def move(self, cursor: Cursor) -> None:
        change(_MOVE, [self.window.upto, self.window.upto_id, self.window.head, cursor.pk])

    def steps(self) -> Iterator["WindowStretch"]:
        step = replace(self.window, upto=self.window.after, upto_id=self.window.after_id)
        for event in self.window.events:
            assert event.position is not None
            step = replace(
                self.window,
                after=step.upto,
                after_id=step.upto_id,
                upto=event.position,
                upto_id=event.id,
                events=[event],
            )
            yield WindowStretch(step)
        yield WindowStretch(replace(self.window, after=step.upto, after_id=step.upto_id, events=[]))


def receive(window: Window) -> Answer:
    """Apply a window; 200 says that the cursor stands at its end, and nothing else does.

    Raises InvalidEvent where the window is not for this service, DatabaseUnavailable.
    """
    own = config().subscription
    if window.subscription != own:
        raise InvalidEvent(
            f"this window is for subscription {window.subscription!r}, and this service is {own!r}",
            field="subscription",
        )
    strangers = {event.type for event in window.events} - set(
        window.types or config().handlers.types
    )
    if strangers:
        raise InvalidEvent(f"types does not name {sorted(strangers)[0]!r}", field="types")
    refusal = apply_stretch(WindowStretch(window))
    if refusal is None:
        return Answer(200, {"position": window.upto})
    if "stopped" in refusal.body:
        Cursor.objects.filter(subscription=own).update(stopped=refusal.body["stopped"])
    return refusal
