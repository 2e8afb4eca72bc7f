"""publish() writes to the outbox with the change, or raises."""

import json

import pytest
from django.db import transaction
from django.test import TestCase

from eventbox import BatchHandler, Message, publish, publish_many
from eventbox.errors import DuplicateEvent, InvalidEvent, NoTransaction
from eventbox.handlers import Handler, HandlerTable
from eventbox.ids import derived_id
from eventbox.models import OutboxEvent
from eventbox.publishing import handling
from eventbox.testing import apply, make_event, published


class InsideATestCase(TestCase):
    """Django's TestCase opens transactions of its own, which must not hide the mistake."""

    def test_publishing_without_a_transaction_of_ones_own_raises(self) -> None:
        with pytest.raises(NoTransaction, match="atomic"):
            publish("Noted", {"text": "a"})

    def test_publishing_in_a_transaction_works(self) -> None:
        with transaction.atomic():
            publish("Noted", {"text": "a"})
        assert OutboxEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_raises_and_writes_nothing() -> None:
    with pytest.raises(NoTransaction):
        publish("Noted", {"text": "a"})
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_takes_its_event_with_it() -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            publish("Noted", {"text": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_carries_what_cloudevents_asks_for() -> None:
    with transaction.atomic():
        event = publish("Noted", {"text": "ä"}, subject="s", partition_key="k")
    envelope = json.loads(OutboxEvent.objects.get().envelope)
    assert envelope["specversion"] == "1.0"
    assert envelope["source"] == "/diary"
    assert envelope["id"] == event.id
    assert envelope["subject"] == "s"
    assert envelope["partitionkey"] == "k"
    assert envelope["data"] == {"text": "ä"}
    assert envelope["correlationid"] == event.id
    assert "causationid" not in envelope


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"text": "nul \x00"}, {}),
        ({"text": "half \ud800"}, {}),
        ({"text": float("nan")}, {}),
        ({"text": object()}, {}),
        ({"text": "x" * 300_000}, {}),
        ({"text": "a"}, {"subject": ""}),
        ({"text": "a"}, {"partition_key": "k" * 256}),
    ],
)
def test_an_event_that_the_bus_would_refuse_fails_where_it_is_published(
    data: dict[str, object], fields: dict[str, str]
) -> None:
    with pytest.raises(InvalidEvent), transaction.atomic():
        publish("Noted", data, **fields)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_event_published_by_a_handler_has_an_id_derived_from_its_cause() -> None:
    cause = make_event("Asked", {"text": "q"}, subject="s", partition_key="k", correlation_id="c")
    apply(cause)
    [answer] = published()
    assert answer.id == derived_id("/diary", cause.id, "Answered", "s")
    assert answer.causation_id == cause.id
    assert answer.correlation_id == "c"


@pytest.mark.django_db
def test_applying_a_cause_twice_publishes_its_consequence_once() -> None:
    cause = make_event("Asked", {"text": "q"}, subject="s")
    apply(cause)
    apply(cause)
    assert len(published()) == 1


@pytest.mark.django_db
def test_publishing_the_same_type_and_subject_twice_in_one_handler_call_raises() -> None:
    cause = make_event("Asked", {"text": "q"})
    with transaction.atomic(), handling(cause):
        publish("Answered", {"text": "1"}, subject="s")
        with pytest.raises(DuplicateEvent, match="subject"):
            publish("Answered", {"text": "2"}, subject="s")


@pytest.mark.django_db
def test_a_batch_handler_must_say_which_event_is_the_cause() -> None:
    with pytest.raises(DuplicateEvent, match="cause=event"), transaction.atomic(), handling(None):
        publish("Answered", {"text": "1"})


@pytest.mark.django_db
def test_many_are_published_in_order_with_their_own_causes() -> None:
    causes = [make_event("Asked", {"text": str(n)}) for n in range(3)]
    with transaction.atomic(), handling(None):
        publish_many([Message("Answered", cause.data, cause=cause) for cause in causes])
    assert [event.causation_id for event in published()] == [cause.id for cause in causes]


def test_a_table_refuses_what_is_no_handler() -> None:
    from eventbox.errors import NotConfigured

    with pytest.raises(NotConfigured, match="Noted"):
        HandlerTable({"Noted": "diary.handlers.on_noted"})  # type: ignore[dict-item]


def test_runs_join_consecutive_events_of_one_handler_object() -> None:
    batch = BatchHandler(lambda events: None)
    table = HandlerTable({"A": batch, "B": batch, "C": Handler(lambda event: None)})
    events = [make_event(type, {}) for type in "ABCCA"]
    assert [len(run) for _, run in table.runs(events)] == [2, 2, 1]
