"""Handlers with the behaviours that the tests need: note, answer, note in a batch."""

from collections.abc import Sequence

from eventbox import BatchHandler, Event, publish
from tests.eventbox.diary.models import Entry

broken: set[str] = set()


def on_noted(event: Event) -> None:
    """Note the event; texts in `broken` fail after the note was written."""
    Entry.objects.create(event_id=event.id, text=event.data["text"])
    if event.data["text"] in broken:
        raise RuntimeError(f"{event.data['text']} is broken")


def on_asked(event: Event) -> None:
    """Note the event and publish an answer to it."""
    on_noted(event)
    publish(
        "Answered",
        {"text": event.data["text"]},
        subject=event.subject,
        partition_key=event.partition_key,
    )


def on_batch(events: Sequence[Event]) -> None:
    """Note a whole run with one statement."""
    Entry.objects.bulk_create(
        Entry(event_id=event.id, text=f"{len(events)}:{event.data['text']}") for event in events
    )


def reset() -> None:
    """Empty the diary."""
    Entry.objects.all().delete()


_in_batch = BatchHandler(on_batch)

HANDLERS = {"Noted": on_noted, "Asked": on_asked, "BatchA": _in_batch, "BatchB": _in_batch}
