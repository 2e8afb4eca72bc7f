"""The assertions about handlers hold good handlers for good, and show what is wrong with others."""

from collections.abc import Callable, Sequence

import pytest
from django.db import transaction
from pytest_django import Settings

from eventbox import BatchHandler, Event, publish
from eventbox.testing import (
    assert_handlers_are_idempotent,
    assert_handlers_need_order_only_within_keys,
    assert_handlers_replay,
    assert_handlers_take_any_window,
    make_event,
    published,
)
from tests.eventbox.diary.models import Entry

pytestmark = pytest.mark.django_db

HISTORY = [
    make_event("Noted", {"text": text}, subject=text, partition_key=text[0])
    for text in ("a1", "b1", "a2", "b2", "a3")
]
EVERY = [
    assert_handlers_are_idempotent,
    assert_handlers_need_order_only_within_keys,
    assert_handlers_replay,
    assert_handlers_take_any_window,
]


def keep_newest(event: Event) -> None:
    """Idempotent: the newest text of each key."""
    Entry.objects.get_or_create(event_id=event.key)
    Entry.objects.filter(event_id=event.key, text__lt=event.data["text"]).update(
        text=event.data["text"]
    )
    publish("Kept", {"text": event.data["text"]}, subject=event.subject, partition_key=event.key)


def overwrite(event: Event) -> None:
    Entry.objects.update_or_create(pk=1, defaults={"event_id": "x", "text": event.data["text"]})


def append_row(event: Event) -> None:
    Entry.objects.create(event_id=event.id, text=event.data["text"])


def publish_a_count(event: Event) -> None:
    count = Entry.objects.filter(event_id=event.id).count()
    Entry.objects.create(event_id=event.id)
    publish("Counted", {"count": count}, subject=event.subject, partition_key=event.key)


def only_the_last(events: Sequence[Event]) -> None:
    Entry.objects.get_or_create(event_id=events[-1].id)


def use(settings: Settings, handler: object, reset: Callable[[], None] | None = None) -> None:
    settings.EVENTBOX = {
        "SOURCE": "/diary",
        "HANDLERS": {"Noted": handler},
        **({"RESET": f"{reset.__module__}.{reset.__name__}"} if reset else {}),
    }


def empty() -> None:
    Entry.objects.all().delete()


def forget_to_empty() -> None:
    Entry.objects.create(event_id="left over")


@pytest.mark.parametrize("holds", EVERY)
def test_good_handlers_pass_and_leave_the_database_as_it_was(
    settings: Settings, holds: Callable[..., None]
) -> None:
    use(settings, keep_newest)
    with transaction.atomic():
        publish("Before", {})
    holds(HISTORY, ignore=["diary.Entry.id"])
    assert not Entry.objects.exists()
    assert [event.type for event in published()] == ["Before"]


def test_a_handler_that_does_it_again_is_shown_with_its_rows(settings: Settings) -> None:
    use(settings, append_row)
    with pytest.raises(AssertionError, match=r"twice in a row(.|\n)*diary.Entry(.|\n)*in addition"):
        assert_handlers_are_idempotent(HISTORY)


def test_a_consequence_that_changes_when_made_again_is_shown(settings: Settings) -> None:
    use(settings, publish_a_count)
    with pytest.raises(AssertionError, match=r"Counted .* with other content: {'count': 1}"):
        assert_handlers_are_idempotent(HISTORY, ignore=["diary.Entry"])


def test_a_handler_that_an_old_event_sets_back_passes_the_replay_of_a_whole_end(
    settings: Settings,
) -> None:
    use(settings, overwrite)
    assert_handlers_replay(HISTORY)


def test_a_reset_that_forgets_a_table_is_shown(settings: Settings) -> None:
    use(settings, keep_newest, empty)
    assert_handlers_replay(HISTORY, ignore=["diary.Entry.id"])
    use(settings, keep_newest, forget_to_empty)
    with pytest.raises(AssertionError, match="emptied and rebuilt"):
        assert_handlers_replay(HISTORY, ignore=["diary.Entry.id"])


def test_a_batch_handler_that_looks_at_its_last_event_alone_is_shown(settings: Settings) -> None:
    use(settings, BatchHandler(only_the_last))
    with pytest.raises(AssertionError, match=r"in one window(.|\n)*is missing"):
        assert_handlers_take_any_window(HISTORY)


def test_a_handler_that_relies_on_the_order_between_keys_is_shown(settings: Settings) -> None:
    use(settings, overwrite)
    with pytest.raises(AssertionError, match=r"the order was(.|\n)*text is 'b\d' instead of 'a3'"):
        assert_handlers_need_order_only_within_keys(HISTORY)


def test_what_may_differ_can_be_left_out_but_not_misspelt(settings: Settings) -> None:
    use(settings, append_row)
    assert_handlers_are_idempotent(HISTORY, ignore=["diary.Entry"])
    with pytest.raises(ValueError, match=r"diary\.Entyr"):
        assert_handlers_are_idempotent(HISTORY, ignore=["diary.Entyr"])


def test_events_that_nobody_here_handles_are_a_mistake_in_the_test() -> None:
    with pytest.raises(ValueError, match="no handler"):
        assert_handlers_are_idempotent([make_event("Unheard", {})])
