"""The comparer bites: whatever is taken from a schema, or changed in it, is found; growth is not.

Each word of every released schema is taken away, changed and joined by others, one at a time.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from tests.contracts.growth import ANNOTATIONS, breaks
from tests.contracts.releases import VERSIONS, released

Schema = dict[str, Any]

SCHEMAS = [
    pytest.param(schema, id=f"{version}-{name}")
    for version in VERSIONS
    for name, schema in released(version).items()
]
NONE: Mapping[str, object] = {}
MORE_WORDS: list[Schema] = [
    {"maxLength": 1},
    {"minLength": 2},
    {"enum": ["a"]},
    {"not": {}},
    {"additionalProperties": False},
    {"minProperties": 9},
]


def places(schema: Schema, *path: str) -> Iterator[tuple[str, ...]]:
    """The paths to the schema itself and to those of all its properties."""
    yield path
    for name, inner in schema.get("properties", {}).items():
        yield from places(inner, *path, "properties", name)


def at(schema: Schema, path: Iterable[str]) -> Schema:
    for step in path:
        schema = schema[step]
    return schema


def but(
    schema: Schema, path: Iterable[str], words: Mapping[str, object] = NONE, *, without: str = ""
) -> Schema:
    """A copy that has, at the path, these words besides or instead, and lacks one."""
    other = copy.deepcopy(schema)
    there = at(other, path)
    there.update(words)
    there.pop(without, None)
    return other


def mutants(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema that is worse by one step, and what that step was."""
    for path in places(schema):
        here = at(schema, path)
        for word in here.keys() - ANNOTATIONS:
            yield f"{path} without {word}", but(schema, path, without=word)
            for value in others(here[word]):
                yield f"{path} with {word} {value!r}", but(schema, path, {word: value})
        for more in MORE_WORDS:
            if not more.keys() & here.keys():
                yield f"{path} with {more}", but(schema, path, more)
        for name in here.get("properties", {}):
            yield f"{path} without field {name}", but(schema, (*path, "properties"), without=name)


def others(value: object) -> list[object]:
    """Other values in the place of this one."""
    match value:
        case str():
            return [value + "x", [value, "null"]]
        case int():
            return [value + 1, value - 1, True]
        case list():
            return [value[1:], [*value, "another"]]
    return []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_step_that_is_no_growth_is_found(schema: Schema) -> None:
    tried = 0
    for step, mutant in mutants(schema):
        assert breaks(schema, mutant), step
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("schema", SCHEMAS)
def test_optional_fields_and_other_words_about_a_field_are_growth(schema: Schema) -> None:
    field = {"type": "array", "maxItems": 3}
    for path in places(schema):
        grown = but(schema, path, {"title": "New", "description": "Other", "examples": []})
        if "properties" in at(schema, path):
            grown = but(grown, (*path, "properties"), {"tags": field})
        assert breaks(schema, grown) == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_order_of_what_is_required_does_not_matter(schema: Schema) -> None:
    assert breaks(schema, but(schema, (), {"required": schema["required"][::-1]})) == []


def test_a_break_is_told_with_its_place() -> None:
    old = {"properties": {"data": {"properties": {"title": {"type": "string", "maxLength": 200}}}}}
    new = {"properties": {"data": {"properties": {"title": {"type": "string", "maxLength": 100}}}}}
    assert breaks(old, new) == ["$.data.title: maxLength was 200 and is 100"]
    assert breaks(old, {"properties": {"data": {"properties": {}}}}) == [
        "$.data.title: the property is gone"
    ]
