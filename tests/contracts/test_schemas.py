"""Each schema is sound, stands alone, and says the same of the envelope as all others."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contracts.vocabulary import CONTRACTS, ENVELOPE, SCHEMAS, TYPES

OWN = ("source", "type", "data")


@pytest.mark.parametrize("schema", [ENVELOPE, *SCHEMAS.values()], ids=["envelope", *TYPES])
def test_a_schema_is_valid_draft_2020_12(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("type", TYPES)
def test_a_schema_is_named_like_its_file_and_its_events(type: str) -> None:
    schema = SCHEMAS[type]
    assert schema["title"] == type
    assert schema["$id"].endswith(f"/contracts/events/{type}.json")
    assert schema["properties"]["type"] == {"const": type}


@pytest.mark.parametrize("type", TYPES)
def test_a_schema_stands_alone(type: str) -> None:
    assert "$ref" not in (CONTRACTS / "events" / f"{type}.json").read_text("utf-8")


@pytest.mark.parametrize("type", TYPES)
def test_a_schema_copies_the_envelope_and_adds_only_what_is_its_own(type: str) -> None:
    shared = {k: v for k, v in ENVELOPE["properties"].items() if k not in OWN}
    copied = {k: v for k, v in SCHEMAS[type]["properties"].items() if k not in OWN}
    assert copied == shared
    assert set(ENVELOPE["required"]) < set(SCHEMAS[type]["required"])


@pytest.mark.parametrize("type", TYPES)
def test_a_schema_allows_unknown_fields_so_that_it_can_grow(type: str) -> None:
    assert "additionalProperties" not in SCHEMAS[type]
    assert "additionalProperties" not in SCHEMAS[type]["properties"]["data"]
