"""The window that eventbox writes and reads is the one that asyncapi.yaml describes."""

import json
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from eventbox import Event
from eventbox.window import Window, encode_window
from tests.contracts.vocabulary import ASYNCAPI, ENVELOPE, examples

REGISTRY: Registry[Any] = Registry().with_resource(
    "envelope.json", Resource.from_contents(ENVELOPE)
)
DESCRIBED = ASYNCAPI["components"]["messages"]["Window"]["payload"]


def faults(window: object) -> list[str]:
    validator = Draft202012Validator(DESCRIBED, registry=REGISTRY)
    return sorted(error.json_path for error in validator.iter_errors(window))


def written(*events: dict[str, Any]) -> Any:
    """What the bus would push: these events at the positions 1, 2, 3 …"""
    placed = [event | {"position": place} for place, event in enumerate(events, 1)]
    body = encode_window(
        log="0196",
        subscription="query",
        after=0,
        after_id=None,
        upto=len(placed),
        upto_id=placed[-1]["id"] if placed else None,
        types=[],
        events=[Event.from_object(event).text_with_position() for event in placed],
        head=len(placed),
    )
    Window.parse(body)
    return json.loads(body)


def test_a_window_with_every_example_fits() -> None:
    assert faults(written(*examples())) == []


def test_an_empty_window_fits() -> None:
    assert faults(written()) == []


def test_a_window_without_its_bounds_or_with_an_event_without_position_does_not() -> None:
    window = written(*examples("PostCreated"))
    del window["events"][0]["position"]
    assert faults(window) == ["$.events[0]"]
    for field in DESCRIBED["required"]:
        rest = {name: value for name, value in written().items() if name != field}
        assert faults(rest) == ["$"], field
