"""Reading what a service emits from its source is strict: what can't be read is not overlooked."""

import ast

import pytest

from tests.contracts.code import publishing_calls, type_of


def types_in(source: str) -> list[str]:
    return [type_of(call, "events.py") for call in publishing_calls(ast.parse(source))]


@pytest.mark.parametrize(
    "source",
    [
        'publish("PostCreated", {})',
        'eventbox.publish("PostCreated", {}, subject=id)',
        'return_value = Message("PostCreated", data={})',
        'publish(type="PostCreated", data={})',
        'def tell():\n    publish_many([Message("PostCreated", {}) for _ in range(3)])',
    ],
)
def test_a_type_that_is_written_out_is_found(source: str) -> None:
    assert types_in(source) == ["PostCreated"]


@pytest.mark.parametrize(
    "source", ["publish(kind, {})", 'publish(f"Post{verb}", {})', "publish(data={})"]
)
def test_a_type_that_is_not_written_out_is_an_error(source: str) -> None:
    with pytest.raises(AssertionError, match=r"events.py:1: write the event's type out"):
        types_in(source)


def test_a_file_that_publishes_nothing_has_no_types() -> None:
    assert types_in("def republish(publish): return publish") == []
