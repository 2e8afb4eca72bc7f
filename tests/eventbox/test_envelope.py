"""The envelope: CloudEvents 1.0, checked alike by producer, bus and consumer."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbox.envelope import (
    MAX_DEPTH,
    MAX_EVENT_BYTES,
    Event,
    format_time,
    new_envelope,
    parse_time,
    with_position,
)
from eventbox.errors import InvalidEvent
from eventbox.strict_json import parse_json

SOUND: dict[str, Any] = {
    "specversion": "1.0",
    "id": "1",
    "source": "/shop",
    "type": "OrderPlaced",
    "data": {"total": 3},
}


def text_of(**members: Any) -> str:
    return json.dumps({**SOUND, **members})


def test_only_five_members_are_needed() -> None:
    event = Event.parse(text_of())
    assert (event.id, event.source, event.type, event.data) == (
        "1",
        "/shop",
        "OrderPlaced",
        {"total": 3},
    )
    assert (event.subject, event.time, event.position, event.partition_key) == (None,) * 4


def test_every_member_has_its_field() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    time = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
    event = new_envelope(
        source="/shop",
        type="OrderPlaced",
        data=[1],
        id="i",
        time=time,
        subject="s",
        partition_key="k",
        correlation_id="c",
        causation_id="b",
        traceparent=trace,
    )
    assert Event.parse(event.text) == event
    assert (event.time, event.subject, event.partition_key) == (time, "s", "k")
    assert (event.correlation_id, event.causation_id, event.traceparent) == ("c", "b", trace)


class Kind(StrEnum):
    PLACED = "OrderPlaced"


def test_a_new_one_is_what_its_readers_find() -> None:
    event = new_envelope(source="/shop", type=Kind.PLACED, data={"pair": (1, 2), 3: None})
    assert Event.parse(event.text) == event
    assert type(event.type) is str
    assert event.data == {"pair": [1, 2], "3": None}


def test_members_that_are_not_known_stay_in_the_text() -> None:
    text = text_of(shard=3, flag=True)
    assert Event.parse(text).text == text


def test_the_text_is_kept_byte_for_byte_and_the_position_is_put_in_front() -> None:
    text = '{  "id":"1", "specversion":"1.0","source":"/a","type":"T","data":{"x": 1.10}}'
    event = Event.parse(f"  {text}\n")
    assert event.text == text
    placed = Event.from_object(parse_json(with_position(text, 7)))
    assert placed.position == 7
    assert placed.text_with_position().startswith('{"position":7,')
    assert "position" not in json.loads(placed.text)


def test_without_a_position_there_is_no_text_with_one() -> None:
    with pytest.raises(InvalidEvent, match="no position"):
        Event.parse(text_of()).text_with_position()


def test_a_position_of_null_is_left_out_so_that_there_are_never_two() -> None:
    event = Event.parse(text_of(position=None))
    assert event.position is None
    assert parse_json(with_position(event.text, 5))["position"] == 5


def test_an_event_is_ordered_by_its_partition_key_else_by_its_id() -> None:
    assert Event.parse(text_of(partitionkey="k")).key == "k"
    assert Event.parse(text_of()).key == "1"


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": 1.0}, "specversion"),
        ({"id": ""}, "id"),
        ({"id": 1}, "id"),
        ({"id": None}, "id"),
        ({"id": "x" * 256}, "id"),
        ({"source": ["/a"]}, "source"),
        ({"type": {}}, "type"),
        ({"subject": ""}, "subject"),
        ({"subject": 5}, "subject"),
        ({"partitionkey": "k" * 256}, "partitionkey"),
        ({"correlationid": False}, "correlationid"),
        ({"causationid": ""}, "causationid"),
        ({"time": "yesterday"}, "time"),
        ({"time": 1700000000}, "time"),
        ({"time": "2026-01-31 12:00:00Z"}, "time"),
        ({"time": "2026-01-31T12:00:00"}, "time"),
        ({"time": "2026-02-30T12:00:00Z"}, "time"),
        ({"time": "0001-01-01T00:00:00+23:59"}, "time"),
        ({"time": "٢٠٢٦-01-31T12:00:00Z"}, "time"),
        ({"traceparent": "00-zz"}, "traceparent"),
        ({"traceparent": 1}, "traceparent"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"datacontenttype": ["application/json"]}, "datacontenttype"),
        ({"position": 0}, "position"),
        ({"position": -1}, "position"),
        ({"position": True}, "position"),
        ({"position": "1"}, "position"),
        ({"position": 2**63}, "position"),
        ({"postId": "1"}, "postId"),
        ({"": 1}, ""),
        ({"größe": 1}, "größe"),
        ({"weight": 1.5}, "weight"),
        ({"tags": ["a"]}, "tags"),
    ],
)
def test_a_member_that_is_wrong_is_named(members: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        Event.parse(text_of(**members))
    assert refusal.value.field == field


@pytest.mark.parametrize("name", SOUND)
def test_a_member_that_is_missing_is_named(name: str) -> None:
    value = {key: item for key, item in SOUND.items() if key != name}
    with pytest.raises(InvalidEvent, match=f"{name} is missing") as refusal:
        Event.from_object(value)
    assert refusal.value.field == name


@pytest.mark.parametrize("value", [None, 1, "event", [], [SOUND]])
def test_an_event_is_an_object(value: Any) -> None:
    with pytest.raises(InvalidEvent, match="object"):
        Event.from_object(value)


@given(
    st.dictionaries(
        st.sampled_from([*SOUND, "time", "subject", "partitionkey", "traceparent", "position"])
        | st.text(max_size=5),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]),
    )
)
def test_whatever_object_it_is_it_is_an_event_or_an_invalid_one(members: dict[str, Any]) -> None:
    for value in (members, {**SOUND, **members}):
        try:
            event = Event.from_object(value)
        except InvalidEvent:
            continue
        assert Event.parse(event.text).id == event.id


def test_an_event_that_is_too_large_is_refused() -> None:
    room = MAX_EVENT_BYTES - len(text_of(data="").encode())
    Event.parse(text_of(data="x" * room))
    with pytest.raises(InvalidEvent, match="larger"):
        Event.parse(text_of(data="x" * (room + 1)))


def test_what_is_in_the_log_is_taken_though_it_grows_when_it_is_written_anew() -> None:
    """`1e15` is four bytes on its way in, and `1000000000000000.0` afterwards."""
    numbers = ",".join(["1e15"] * 50_000)
    text = text_of(data=[]).replace("[]", f"[{numbers}]")
    assert Event.parse(text).text == text
    assert len(Event.from_object(parse_json(with_position(text, 1))).text) > MAX_EVENT_BYTES


def test_an_event_that_is_nested_too_deeply_is_refused_where_it_is_written() -> None:
    """So deep an event might be read in one process and not in the next, which has less stack."""

    def nested(depth: int) -> str:
        return text_of(data=0).replace('"data": 0', f'"data": {"[" * depth}{"]" * depth}')

    Event.parse(nested(MAX_DEPTH - 1))
    with pytest.raises(InvalidEvent, match="deeper"):
        Event.parse(nested(MAX_DEPTH))
    Event.parse(text_of(data=[[] for _ in range(1000)]))


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_is_written_in_utc_and_read_back(time: datetime) -> None:
    try:
        expected = time.astimezone(UTC)
    except OverflowError:
        return
    assert parse_time(format_time(time)) == expected
    assert format_time(time).endswith("Z")


def test_a_time_in_another_zone_or_spelling_is_read() -> None:
    assert parse_time("2026-01-31t12:00:00.5z") == datetime(2026, 1, 31, 12, 0, 0, 500_000, UTC)
    zone = timezone(timedelta(hours=5, minutes=30))
    assert parse_time("2026-01-31T12:00:00+05:30") == datetime(2026, 1, 31, 12, tzinfo=zone)


def test_a_time_without_a_zone_cannot_be_written() -> None:
    with pytest.raises(InvalidEvent, match="zone"):
        format_time(datetime(2026, 1, 31))  # noqa: DTZ001
