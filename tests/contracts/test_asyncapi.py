"""asyncapi.yaml is a sound AsyncAPI 3 document whose references all lead somewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from jsonschema import Draft7Validator

from eventbox.envelope import Event
from eventbox.partitions import PARTITIONS
from eventbox.transports.nats.messages import HEADER
from eventbox.transports.nats.publisher import EXPECTED
from eventbox.transports.nats.stream import STREAM
from eventbox.transports.nats.subjects import subject_of
from tests.contracts.vocabulary import ASYNCAPI, CONTRACTS, SCHEMAS, TYPES, examples

OFFICIAL = Path(__file__).with_name("vendor") / "asyncapi-3.0.0.json"


def references(node: object) -> Iterator[str]:
    match node:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for value in node.values():
                yield from references(value)
        case list():
            for value in node:
                yield from references(value)


def resolve(reference: str) -> Any:
    """What the reference leads to; raises KeyError or OSError where that is nothing."""
    file, _, pointer = reference.partition("#")
    node = json.loads((CONTRACTS / file).read_text("utf-8")) if file else ASYNCAPI
    for step in pointer.split("/")[1:]:
        node = node[step]
    return node


def test_it_is_what_the_official_schema_calls_asyncapi_3() -> None:
    official = json.loads(OFFICIAL.read_text("utf-8"))
    faults = [
        f"{error.json_path}: {error.message[:200]}"
        for error in Draft7Validator(official).iter_errors(ASYNCAPI)
    ]
    assert faults == []


@pytest.mark.parametrize("reference", sorted(set(references(ASYNCAPI))))
def test_a_reference_leads_somewhere(reference: str) -> None:
    assert resolve(reference)


def test_its_messages_are_the_schemas_and_each_is_in_the_log() -> None:
    messages = ASYNCAPI["components"]["messages"]
    for channel in ("events", "stream"):
        assert sorted(ASYNCAPI["channels"][channel]["messages"]) == TYPES
    for type in TYPES:
        assert resolve(messages[type]["payload"]["$ref"]) == SCHEMAS[type]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["type"])
def test_an_event_goes_to_nats_under_the_subject_that_the_document_gives(
    example: dict[str, Any],
) -> None:
    channel = ASYNCAPI["channels"]["stream"]
    assert f"modulo {PARTITIONS}." in channel["parameters"]["partition"]["description"]
    source = example["source"].removeprefix("/")
    assert source in channel["parameters"]["source"]["examples"]
    partition = crc32(example["partitionkey"].encode()) % PARTITIONS
    subject = channel["address"].format(partition=partition, source=source)
    assert subject_of(Event.parse(json.dumps(example))) == subject


def test_the_headers_that_the_document_names_are_those_that_are_sent() -> None:
    description = ASYNCAPI["channels"]["stream"]["description"]
    for header in (HEADER, EXPECTED):
        assert f"`{header}`" in description
    assert f" {STREAM} " in ASYNCAPI["servers"]["nats"]["description"]


@pytest.mark.parametrize("name", sorted(ASYNCAPI["operations"]))
def test_an_operation_names_messages_of_its_own_channel(name: str) -> None:
    operation = ASYNCAPI["operations"][name]
    channel = operation["channel"]["$ref"]
    for message in operation["messages"]:
        assert message["$ref"].startswith(f"{channel}/messages/")


@pytest.mark.parametrize("name", sorted(ASYNCAPI["operations"]))
def test_an_operation_is_named_after_its_service(name: str) -> None:
    service, action = name.split(".")
    operation = ASYNCAPI["operations"][name]
    assert operation["tags"] == [{"name": service}]
    assert operation["action"] == ("send" if action == "deliver" else action)
