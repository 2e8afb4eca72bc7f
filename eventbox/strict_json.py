"""JSON as every part of the system can store it: UTF-8, finite numbers, no NUL, no lone surrogate.

Postgres refuses NUL and lone surrogates where SQLite takes them, and a NaN is no JSON at all
(RFC 8259), so each is refused at the door.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from eventbox.errors import InvalidEvent

_WHITE_SPACE = re.compile(r"[ \t\n\r]*")
_SPACES = frozenset(" \t\n\r")


_MAY_HIDE = "\\u"
"""Only behind this can a JSON text, that is UTF-8 itself, have what could not be stored."""


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidEvent(f"{name} is not a JSON number")


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidEvent("an object has the same member twice")
    return members


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise InvalidEvent("a number is too large")
    return number


_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique_members
)

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode_utf8(body: bytes | str) -> str:
    """The text of `body`; raises InvalidEvent where it is not UTF-8, or could not be."""
    if isinstance(body, str):
        check_storable(body)
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
    elements, end = _elements_at(text, at)
    if _skip(text, end) != len(text):
        raise InvalidEvent(f"there is something after the array (character {end})")
    return elements


def split_member(body: bytes | str, name: str) -> tuple[Any, list[str]]:
    """As parse_json, with the exact text of each element of the member `name`.

    Where the value is no object, or that member no array, there are none.
    """
    text = decode_utf8(body)
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        return parse_json(text), []
    pairs: list[tuple[str, Any]] = []
    texts: list[str] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        if pairs:
            at = _past(text, at, ",")
        member, at = _decode_at(text, at)
        if not isinstance(member, str):
            raise InvalidEvent("malformed JSON: a member has no name")
        at = _past(text, _skip(text, at), ":")
        if member == name and text[at : at + 1] == "[":
            elements, at = _elements_at(text, at)
            value: Any = [element for element, _ in elements]
            texts = [exact for _, exact in elements]
        else:
            value, at = _decode_at(text, at)
        pairs.append((member, value))
        at = _skip(text, at)
    if _skip(text, at + 1) != len(text):
        raise InvalidEvent(f"there is something after the JSON value (character {at + 1})")
    return _unique_members(pairs), texts


def dump_json(value: Any) -> str:
    """Compact JSON text of `value`; raises InvalidEvent where it is not JSON."""
    try:
        text = _ENCODER.encode(value)
        if _MAY_HIDE in text or not _is_unicode(text):
            check_storable(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidEvent(f"not JSON: {error}") from None
    return text


def check_storable(value: Any) -> None:
    """Raise InvalidEvent where a string within `value` has a NUL or a lone surrogate."""
    for text in _strings(value):
        if "\x00" in text:
            raise InvalidEvent("a string has a NUL character (\\u0000)")
        if not _is_unicode(text):
            raise InvalidEvent("a string has half of a surrogate pair")


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


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


def _elements_at(text: str, at: int) -> tuple[list[tuple[Any, str]], int]:
    """The elements of the array that begins there, and where it ends."""
    elements: list[tuple[Any, str]] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        if elements:
            at = _past(text, at, ",")
        value, end = _decode_at(text, at)
        elements.append((value, text[at:end]))
        at = _skip(text, end)
    return elements, at + 1


def _past(text: str, at: int, sign: str) -> int:
    """Where it goes on behind `sign`, which has to be there."""
    if text[at : at + 1] != sign:
        raise InvalidEvent(f"malformed JSON: {sign!r} is expected at character {at}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    if text[at : at + 1] not in _SPACES:
        return at
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
    if text.find(_MAY_HIDE, at, end) >= 0:
        check_storable(value)
    return value, end
