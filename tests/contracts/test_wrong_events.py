"""An event that is not what its schema says is refused, at the field that is wrong."""

import copy
from typing import Any

import pytest

from tests.contracts.vocabulary import ENVELOPE, SCHEMAS, TYPES, examples, faults


def first(type: str) -> dict[str, Any]:
    return copy.deepcopy(examples(type)[0])


@pytest.mark.parametrize("type", TYPES)
def test_a_required_field_of_the_envelope_may_not_be_missing(type: str) -> None:
    for field in SCHEMAS[type]["required"]:
        event = first(type)
        del event[field]
        assert faults(event, SCHEMAS[type]) == ["$"], field


@pytest.mark.parametrize("type", TYPES)
def test_a_required_field_of_the_data_may_not_be_missing(type: str) -> None:
    for field in SCHEMAS[type]["properties"]["data"]["required"]:
        event = first(type)
        del event["data"][field]
        assert faults(event, SCHEMAS[type]) == ["$.data"], field


@pytest.mark.parametrize("type", TYPES)
def test_no_field_of_the_data_may_be_null_or_an_object(type: str) -> None:
    for field in SCHEMAS[type]["properties"]["data"]["properties"]:
        wrong: tuple[object, ...] = (None, {})
        for value in wrong:
            event = first(type)
            event["data"][field] = value
            assert faults(event, SCHEMAS[type]) == [f"$.data.{field}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("specversion", "0.3"),
        ("id", ""),
        ("id", 7),
        ("source", "/elsewhere"),
        ("source", "posts"),
        ("type", "postcreated"),
        ("subject", ""),
        ("time", "yesterday"),
        ("time", "2026-03-02 09:30:00"),
        ("time", "2026-03-02T09:30:00"),
        ("datacontenttype", "text/plain"),
        ("partitionkey", ""),
        ("partitionkey", None),
        ("correlationid", 3),
        ("causationid", ""),
        ("traceparent", "00-abc"),
        ("position", 0),
        ("position", "12"),
        ("data", "{}"),
        ("data", [{}]),
    ],
)
@pytest.mark.parametrize("type", TYPES)
def test_a_wrong_field_of_the_envelope_is_refused(type: str, field: str, value: object) -> None:
    event = first(type)
    event[field] = value
    assert faults(event, SCHEMAS[type]) == [f"$.{field}"]


@pytest.mark.parametrize(
    ("type", "field", "value"),
    [
        ("PostCreated", "title", ""),
        ("PostCreated", "title", "t" * 201),
        ("PostCreated", "createdAt", "2026-03-02"),
        ("CommentCreated", "status", "approved"),
        ("CommentCreated", "content", ""),
        ("CommentCreated", "content", "c" * 2001),
        ("CommentModerated", "status", "pending"),
        ("CommentModerated", "reason", 1),
        ("CommentUpdated", "status", "held"),
        ("CommentUpdated", "version", 0),
        ("CommentUpdated", "version", 1.5),
        ("CommentUpdated", "version", "2"),
        ("CommentDeleted", "postId", 4),
    ],
)
def test_a_wrong_value_in_the_data_is_refused(type: str, field: str, value: object) -> None:
    event = first(type)
    event["data"][field] = value
    assert faults(event, SCHEMAS[type]) == [f"$.data.{field}"]


@pytest.mark.parametrize("type", TYPES)
def test_unknown_fields_are_no_fault(type: str) -> None:
    event = first(type) | {"tenant": "north"}
    event["data"]["mood"] = {"of": "the day"}
    assert faults(event, SCHEMAS[type]) == []
    assert faults(event, ENVELOPE) == []


@pytest.mark.parametrize("event", [None, [], "PostCreated", {}, {"type": "PostCreated"}])
def test_what_is_no_event_at_all_is_refused(event: object) -> None:
    for schema in (ENVELOPE, *SCHEMAS.values()):
        assert faults(event, schema)
