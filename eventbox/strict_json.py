"""JSON as every part of the system can store it: UTF-8, finite numbers, no NUL, no lone surrogate.

Postgres refuses NUL and lone surrogates where SQLite takes them, and a NaN is no JSON at all
(RFC 8259), so each is refused at the door.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from eventbox.errors import InvalidEvent

_WHITE_SPACE = re.compile(r"[ \t\n\r]*")


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidEvent(f"{name} is not a JSON number")


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidEvent("an object has the same member twice")
    return members


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique_members)


def decode_utf8(body: bytes | str) -> str:
    """The text of `body`; raises InvalidEvent where it is not UTF-8."""
    if isinstance(body, str):
        return body
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidEvent(f"the body is not UTF-8 (byte {error.start})") from None


def parse_json(body: bytes | str) -> Any:
    """The value of a JSON text; raises InvalidEvent for whatever could not be stored as it is."""
    text = decode_utf8(body)
    value, end = _decode_at(text, _skip(text, 0))
    if _skip(text, end) != len(text):
        raise InvalidEvent(f"there is something after the JSON value (character {end})")
    return value


def split_array(body: bytes | str) -> list[tuple[Any, str]]:
    """The elements of a JSON array, each as (value, its exact text)."""
    text = decode_utf8(body)
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise InvalidEvent("an array is expected")
    elements: list[tuple[Any, str]] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        if elements:
            if text[at : at + 1] != ",":
                raise InvalidEvent(f"',' or ']' is expected at character {at}")
            at = _skip(text, at + 1)
        value, end = _decode_at(text, at)
        elements.append((value, text[at:end]))
        at = _skip(text, end)
    if _skip(text, at + 1) != len(text):
        raise InvalidEvent(f"there is something after the array (character {at + 1})")
    return elements


def dump_json(value: Any) -> str:
    """Compact JSON text of `value`; raises InvalidEvent where it is not JSON."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        check_storable(value)  # after dumps, which refuses a value that holds itself
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidEvent(f"not JSON: {error}") from None
    return text


def check_storable(value: Any) -> None:
    """Raise InvalidEvent where a string within `value` has a NUL or a lone surrogate."""
    for text in _strings(value):
        if "\x00" in text:
            raise InvalidEvent("a string has a NUL character (\\u0000)")
        if not text.isascii():
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                raise InvalidEvent("a string has half of a surrogate pair") from None


def depth_of(value: Any) -> int:
    """How many arrays and objects of `value` lie within one another."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [
            child for item in level for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def _strings(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)
        elif isinstance(item, float) and item in (float("inf"), float("-inf")):
            raise InvalidEvent("a number is too large")


def _skip(text: str, at: int) -> int:
    space = _WHITE_SPACE.match(text, at)
    return space.end() if space else at


def _decode_at(text: str, at: int) -> tuple[Any, int]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise InvalidEvent(f"malformed JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise InvalidEvent("the JSON is nested too deeply") from None
    except ValueError as error:  # more digits than Python converts
        raise InvalidEvent(f"malformed JSON: {error}") from None
    check_storable(value)
    return value, end
