"""The window: what the bus encodes is what the consumer reads, and nothing else is taken."""

import json
from typing import Any

import pytest

from eventbox.errors import InvalidEvent
from eventbox.window import Window, encode_window
from tests.eventbox.windows import log_of

LOG = log_of("a", "b", "c")


def encoded(**changes: Any) -> dict[str, Any]:
    body = encode_window(
        log="log-1",
        subscription="diary",
        after=1,
        after_id=LOG[0].id,
        upto=3,
        upto_id=LOG[2].id,
        types=["Noted", "Asked"],
        events=[event.text_with_position() for event in LOG[1:]],
        head=5,
    )
    return {**json.loads(body), **changes}


def test_what_is_encoded_is_read_back() -> None:
    window = Window.parse(json.dumps(encoded()))
    assert (window.log, window.subscription, window.head) == ("log-1", "diary", 5)
    assert (window.after, window.after_id) == (1, LOG[0].id)
    assert (window.upto, window.upto_id) == (3, LOG[2].id)
    assert window.types == ("Asked", "Noted")
    assert [(event.id, event.position) for event in window.events] == [
        (LOG[1].id, 2),
        (LOG[2].id, 3),
    ]


def test_envelopes_are_taken_over_unread() -> None:
    body = encode_window(
        log="l",
        subscription="s",
        after=0,
        after_id=None,
        upto=0,
        upto_id=None,
        types=[],
        events=["{spoiled", "too"],
        head=0,
    )
    assert body.endswith(b'"events":[{spoiled,too]}')


def test_a_window_at_the_start_of_an_empty_log_is_one() -> None:
    window = Window.from_object(
        encoded(after=0, afterId=None, upto=0, uptoId=None, types=[], events=[], head=0)
    )
    assert (window.after, window.upto, window.types, list(window.events)) == (0, 0, (), [])


def test_members_that_are_not_known_are_ignored() -> None:
    assert Window.from_object(encoded(extra={"a": 1})).head == 5


def test_a_bus_that_does_not_tell_its_head_ends_with_the_window() -> None:
    value = encoded()
    del value["head"]
    assert Window.from_object(value).head == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"log": None}, "log"),
        ({"log": ""}, "log"),
        ({"log": "l" * 256}, "log"),
        ({"subscription": 5}, "subscription"),
        ({"after": "1"}, "after"),
        ({"after": True}, "after"),
        ({"after": 1.0}, "after"),
        ({"after": -1}, "after"),
        ({"after": 2**63}, "after"),
        ({"afterId": ""}, "afterId"),
        ({"afterId": None}, "afterId"),
        ({"after": 0}, "afterId"),
        ({"upto": None}, "upto"),
        ({"upto": 0, "uptoId": None}, "upto"),
        ({"uptoId": None}, "uptoId"),
        ({"uptoId": ["x"]}, "uptoId"),
        ({"uptoId": "x" * 256}, "uptoId"),
        ({"types": "Noted"}, "types"),
        ({"types": [1]}, "types"),
        ({"types": None}, "types"),
        ({"events": None}, "events"),
        ({"events": {}}, "events"),
        ({"head": "5"}, "head"),
        ({"after": 2}, "events"),
        ({"upto": 2}, "events"),
        ({"events": encoded()["events"][::-1]}, "events"),
        ({"events": encoded()["events"][:1] * 2}, "events"),
        ({"events": [json.loads(LOG[1].text)]}, "position"),
        ({"events": ["event"]}, None),
        ({"events": [{}]}, "specversion"),
    ],
)
def test_a_window_that_is_none_is_refused_with_the_member_at_fault(
    changes: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        Window.from_object(encoded(**changes))
    assert refusal.value.field == field


@pytest.mark.parametrize("value", [None, [], 1, "window"])
def test_a_window_is_an_object(value: Any) -> None:
    with pytest.raises(InvalidEvent, match="object"):
        Window.from_object(value)
