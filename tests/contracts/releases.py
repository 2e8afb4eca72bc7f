"""The frozen copies in `released/`: what each released version promised, and its examples."""

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Schema = Mapping[str, Any]

FOLDER = Path(__file__).with_name("released")
VERSIONS = sorted(path.name for path in FOLDER.iterdir())


@cache
def released(version: str) -> dict[str, dict[str, Any]]:
    """The version's schemas by type, and the envelope's as "envelope"."""
    folder = FOLDER / version
    paths = [folder / "envelope.json", *sorted((folder / "events").glob("*.json"))]
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def released_events(version: str, *types: str) -> list[dict[str, Any]]:
    """The version's examples of these types, or of all: once as they are, and in other forms.

    The oldest form has nothing that may be absent. The newest has fields that nobody knows yet.
    """
    schemas = released(version)
    events: list[dict[str, Any]] = []
    for type in types or sorted(schemas.keys() - {"envelope"}):
        for example in schemas[type]["examples"]:
            events += [example, oldest(example, schemas[type]), newest(example)]
    return events


def released_forms(*types: str) -> list[Any]:
    """The same of all versions, each a parameter with a name."""
    return [
        pytest.param(event, id=f"{version}-{event['type']}-{number}")
        for version in VERSIONS
        for number, event in enumerate(released_events(version, *types))
    ]


def oldest(event: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The event with what its schema requires, and nothing else."""
    bare = {name: event[name] for name in schema["required"]}
    required = schema["properties"]["data"]["required"]
    return bare | {"data": {name: event["data"][name] for name in required}}


def newest(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with unknown fields beside and within its data."""
    grown = copy.deepcopy(dict(event))
    grown |= {"tenant": "north", "sequence": 7}
    grown["data"] |= {"mood": {"of": "the day"}, "tags": ["a", None], "Id": "another"}
    return grown
