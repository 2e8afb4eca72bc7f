"""The examples are what they claim to be: whole events of one story, which eventbox would take."""

import json
from typing import Any
from uuid import UUID

import pytest

from eventbox import Event
from eventbox.ids import derived_id
from tests.contracts.vocabulary import ENVELOPE, SCHEMAS, TYPES, examples, faults

CAUSED = [event for event in examples() if "causationid" in event]


def named(event: dict[str, Any]) -> str:
    return f"{event['type']}-{event['id'][-6:]}"


@pytest.mark.parametrize("type", TYPES)
def test_a_schema_has_an_example(type: str) -> None:
    assert examples(type)


@pytest.mark.parametrize("event", examples(), ids=named)
def test_an_example_fits_its_own_schema_and_the_envelope(event: dict[str, Any]) -> None:
    assert faults(event, SCHEMAS[event["type"]]) == []
    assert faults(event, ENVELOPE) == []


@pytest.mark.parametrize("event", examples(), ids=named)
def test_an_example_fits_no_other_type(event: dict[str, Any]) -> None:
    others = [type for type in TYPES if type != event["type"]]
    assert all("$.type" in faults(event, SCHEMAS[other]) for other in others)


@pytest.mark.parametrize("event", examples(), ids=named)
def test_eventbox_takes_an_example(event: dict[str, Any]) -> None:
    parsed = Event.parse(json.dumps(event))
    assert (parsed.type, parsed.source, parsed.key) == (
        event["type"],
        event["source"],
        event["partitionkey"],
    )


@pytest.mark.parametrize("event", examples(), ids=named)
def test_the_partition_key_of_an_example_is_its_posts_id(event: dict[str, Any]) -> None:
    data = event["data"]
    assert event["partitionkey"] == data.get("postId", data["id"])
    assert event["subject"] == data["id"]


@pytest.mark.parametrize("event", CAUSED, ids=named)
def test_a_caused_example_has_the_id_that_eventbox_derives_and_its_causes_story(
    event: dict[str, Any],
) -> None:
    (cause,) = [other for other in examples() if other["id"] == event["causationid"]]
    assert event["id"] == derived_id(event["source"], cause["id"], event["type"], event["subject"])
    assert event["correlationid"] == cause["correlationid"]
    assert event["time"] > cause["time"]


def test_an_example_that_nothing_caused_has_a_uuid7() -> None:
    roots = [event for event in examples() if event not in CAUSED]
    assert {UUID(event["id"]).version for event in roots} == {7}


def test_no_two_examples_are_the_same_event() -> None:
    assert len({(event["source"], event["id"]) for event in examples()}) == len(examples())


@pytest.mark.parametrize("type", TYPES)
def test_an_optional_field_is_in_one_example_and_missing_in_another(type: str) -> None:
    data = SCHEMAS[type]["properties"]["data"]
    seen = [set(event["data"]) for event in examples(type)]
    for field in set(data["properties"]) - set(data["required"]):
        assert any(field in fields for fields in seen), field
        assert any(field not in fields for fields in seen), field
