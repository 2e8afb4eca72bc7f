"""What cannot be stored everywhere is refused at the door, and never by another exception."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbox.errors import InvalidEvent
from eventbox.strict_json import depth_of, dump_json, parse_json, split_array

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_what_is_dumped_is_parsed_to_the_same(value: Any) -> None:
    assert parse_json(dump_json(value)) == value
    assert parse_json(dump_json(value).encode()) == value


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_comes_in_is_a_value_or_an_invalid_event(body: bytes | str) -> None:
    try:
        value = parse_json(body)
    except InvalidEvent:
        return
    assert json.loads(body) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "malformed"),
        (b"   ", "malformed"),
        (b"\xef\xbb\xbf{}", "malformed"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 .byte 0"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b"{", "malformed"),
        (b"{'a': 1}", "malformed"),
        (b'{"a": 1,}', "malformed"),
        (b"[1 2]", "malformed"),
        (b"01", "after the JSON value .character 1"),
        (b"{} {}", "after the JSON value"),
        (b"{}\x0b", "after the JSON value"),
        (b'"a\nb"', "malformed"),
        (b"NaN", "NaN"),
        (b'{"a": Infinity}', "Infinity"),
        (b"[-Infinity]", "-Infinity"),
        (b"1e400", "too large"),
        (b'{"a": [-1e999]}', "too large"),
        (b'"\\u0000"', "NUL"),
        (b'{"\\u0000": 1}', "NUL"),
        (b'"\\ud800"', "surrogate"),
        (b'{"a": ["\\udc00\\ud800"]}', "surrogate"),
        (b'{"a": 1, "a": 1}', "twice"),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', "twice"),
        (b"[" * 100_000, "deep"),
        (b'{"a":' * 100_000, "deep"),
        (b"9" * 5000, "malformed"),
    ],
)
def test_malformed_json_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(InvalidEvent, match=reason):
        parse_json(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b' \t\r\n{"a": 1}\n', {"a": 1}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"9" * 4000, int("9" * 4000)),
        (b"-0", 0),
        (b"1E3", 1000.0),
        (b"1e-999", 0.0),
    ],
)
def test_unusual_but_sound_json_is_taken(body: bytes, value: Any) -> None:
    assert parse_json(body) == value


@given(st.lists(values, max_size=6), st.sampled_from(["", " ", "\n\t "]))
def test_an_array_is_split_into_values_and_their_exact_texts(items: list[Any], gap: str) -> None:
    texts = [json.dumps(item, ensure_ascii=True) for item in items]
    body = f"{gap}[{gap}{f'{gap},{gap}'.join(texts)}{gap}]{gap}"
    assert split_array(body) == list(zip(items, texts, strict=True))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "1",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1]]",
        "[1] 2",
        "[1}",
        "[NaN]",
        "[[]",
    ],
)
def test_an_array_that_is_none_is_refused(body: str) -> None:
    with pytest.raises(InvalidEvent):
        split_array(body)


def holds_itself() -> list[Any]:
    circle: list[Any] = []
    circle.append(circle)
    return circle


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("-inf")],
        {"a": object()},
        {"a": b"bytes"},
        {(1, 2): "tuple"},
        {"a": {1, 2}},
        "\ud800",
        {"\x00": 1},
        ("a", ["\x00"]),
        holds_itself(),
        nested(100_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_json_cannot_be_dumped(value: Any) -> None:
    with pytest.raises(InvalidEvent):
        dump_json(value)


@pytest.mark.parametrize(
    ("value", "depth"),
    [(1, 0), ("[[[", 0), ([], 1), ({}, 1), ([1, [2], {"a": [[]]}], 4), (nested(5000), 5000)],
    ids=range(6),
)
def test_depth_counts_arrays_and_objects_within_one_another(value: Any, depth: int) -> None:
    assert depth_of(value) == depth
