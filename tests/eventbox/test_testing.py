"""What eventbox gives to users' own tests."""

import pytest
from django.db import transaction

from eventbox import publish
from eventbox.errors import InvalidEvent
from eventbox.testing import apply, make_event, published
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry

pytestmark = pytest.mark.django_db


def test_an_event_is_valid_or_refused() -> None:
    event = make_event("Noted", {"text": "a"}, partition_key="k", subject="s")
    assert (event.type, event.source, event.key, event.subject) == ("Noted", "/test", "k", "s")
    with pytest.raises(InvalidEvent):
        make_event("", {})


def test_events_go_through_the_services_own_handlers_in_order() -> None:
    apply(make_event("Noted", {"text": "a"}))
    apply([make_event("Noted", {"text": "b"}), make_event("BatchA", {"text": "c"})])
    assert list(Entry.objects.order_by("id").values_list("text", flat=True)) == ["a", "b", "1:c"]


def test_what_would_be_parked_is_raised_and_leaves_nothing() -> None:
    broken.add("b")
    with pytest.raises(RuntimeError, match="b is broken"):
        apply([make_event("Noted", {"text": "a"}), make_event("Noted", {"text": "b"})])
    assert not Entry.objects.exists()


def test_a_type_without_handler_is_a_mistake_in_the_test() -> None:
    with pytest.raises(KeyError, match="Unheard"):
        apply(make_event("Unheard", {}))


def test_what_was_published_is_given_in_order() -> None:
    with transaction.atomic():
        publish("First", {"n": 1})
        publish("Second", {"n": 2}, subject="s")
    assert [(event.type, event.data) for event in published()] == [
        ("First", {"n": 1}),
        ("Second", {"n": 2}),
    ]
