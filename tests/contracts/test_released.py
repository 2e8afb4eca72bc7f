"""Contracts only grow: all that was released holds today, and every event of then is one today."""

import json
import tomllib
from typing import Any

import pytest

from eventbox import Event
from tests.contracts.code import ROOT
from tests.contracts.growth import breaks
from tests.contracts.releases import VERSIONS, released, released_forms
from tests.contracts.vocabulary import ENVELOPE, SCHEMAS, faults

TODAY = SCHEMAS | {"envelope": ENVELOPE}


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_that_was_released_is_gone_or_has_changed(version: str) -> None:
    then = released(version)
    assert len(then) > 1
    assert then.keys() <= TODAY.keys()
    assert {name: breaks(schema, TODAY[name]) for name, schema in then.items()} == {
        name: [] for name in then
    }


@pytest.mark.parametrize("event", released_forms())
def test_an_event_of_then_fits_the_schema_of_today(event: dict[str, Any]) -> None:
    assert faults(event, SCHEMAS[event["type"]]) == []
    assert faults(event, ENVELOPE) == []
    assert Event.parse(json.dumps(event)).data == event["data"]


def test_the_version_that_the_project_has_is_frozen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] in VERSIONS, "run `make freeze`"
