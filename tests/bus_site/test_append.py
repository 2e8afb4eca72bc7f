import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bus_site.bus.appending import append
from bus_site.bus.models import Head, LoggedEvent
from bus_site.bus.refusal import Refused
from eventbox.envelope import Event
from tests.bus_site.events import envelope, event

pytestmark = pytest.mark.django_db


def test_positions_count_from_one_without_gaps() -> None:
    assert append([event("a"), event("b")]).positions == [1, 2]
    assert append([event("c")]).positions == [3]
    assert list(LoggedEvent.objects.values_list("event_id", flat=True)) == ["a", "b", "c"]


@pytest.mark.only_on("sqlite")
def test_what_is_there_is_found_by_its_id_however_long_the_log_is() -> None:
    with CaptureQueriesContext(connection) as queries:
        append([event("a"), event("b")])
    [search] = [query["sql"] for query in queries if "event_id IN" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {search}")
        [(*_, plan)] = cursor.fetchall()
    assert "(event_id=?)" in plan


def test_the_head_is_the_last_event() -> None:
    append([event("a"), event("b")])
    head = Head.current()
    assert (head.position, head.event_id) == (2, "b")


def test_an_empty_log_has_a_name_and_keeps_it() -> None:
    name = Head.current().log
    append([event("a")])
    assert Head.current().log == name


def test_an_envelope_is_stored_byte_for_byte() -> None:
    sent = json.dumps(envelope(data={"text": "näïve ☃ 1.0", "number": 1.0}), indent=2)
    append([Event.parse(sent)])
    row = LoggedEvent.objects.get()
    assert row.envelope == sent
    assert row.size == len(sent.encode())


def test_what_an_event_can_be_found_by_stands_beside_its_envelope() -> None:
    time = datetime(2026, 1, 31, 12, tzinfo=UTC)
    append(
        [
            event(
                "a",
                time=time,
                subject="p1",
                partition_key="k",
                correlation_id="c",
                causation_id="z",
            )
        ]
    )
    row = LoggedEvent.objects.get()
    assert (row.source, row.type, row.subject, row.time) == ("/posts", "PostCreated", "p1", time)
    assert (row.partition_key, row.correlation_id, row.causation_id) == ("k", "c", "z")
    assert row.appended_at is not None


def test_an_event_that_is_in_the_log_keeps_its_position() -> None:
    append([event("a", time=datetime(2026, 1, 1, tzinfo=UTC)), event("b")])
    again = append([event("c"), event("a", time=datetime(2026, 2, 2, tzinfo=UTC))])
    assert again.positions == [3, 1]
    assert again.added == 1
    assert LoggedEvent.objects.count() == 3


def test_only_the_time_and_the_trace_of_a_repeated_event_may_differ() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    append([event("a")])
    assert append([event("a", traceparent=trace)]).added == 0
    with pytest.raises(Refused):
        append([event("a", subject="other")])


def test_the_order_of_members_is_no_difference() -> None:
    members = envelope()
    append([Event.parse(json.dumps(members))])
    assert append([Event.parse(json.dumps(dict(reversed(members.items()))))]).added == 0


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("1", 1), (None, False)])
def test_values_of_different_types_are_a_difference(one: object, other: object) -> None:
    append([event("a", data={"value": one})])
    with pytest.raises(Refused):
        append([event("a", data={"value": other})])


def test_a_conflict_names_the_event_and_nothing_is_appended() -> None:
    append([event("a", data=1)])
    with pytest.raises(Refused) as caught:
        append([event("b"), event("a", data=2)])
    assert caught.value.status == 409
    assert (caught.value.index, caught.value.id) == (1, "a")
    assert LoggedEvent.objects.count() == 1
    assert Head.current().position == 1


def test_an_event_twice_in_one_batch_has_one_position() -> None:
    time = datetime(2026, 1, 1, tzinfo=UTC)
    same = event("a", time=time)
    assert append([same, event("b"), same]).positions == [1, 2, 1]


def test_two_contents_for_one_id_in_a_batch_are_a_conflict() -> None:
    with pytest.raises(Refused) as caught:
        append([event("a", data=1), event("a", data=2)])
    assert (caught.value.status, caught.value.index) == (409, 1)
    assert not LoggedEvent.objects.exists()


def test_two_sources_may_use_the_same_id() -> None:
    assert append([event("a"), event("a", source="/comments")]).positions == [1, 2]
    assert append([event("a", source="/comments"), event("a")]).positions == [2, 1]


def test_a_batch_of_a_thousand_is_one_append() -> None:
    assert append([event(str(n)) for n in range(1000)]).positions == list(range(1, 1001))
