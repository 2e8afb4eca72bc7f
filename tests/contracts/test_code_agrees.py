"""The contracts say what the code does: who emits, who handles, under which source."""

import pytest

from tests.contracts.code import ROOT, ask, told_by
from tests.contracts.vocabulary import ASYNCAPI, SCHEMAS, TYPES

SERVICES = ["comments", "moderation", "posts", "query"]


def described(service: str, action: str) -> list[str]:
    """The types that the service sends or receives, by asyncapi.yaml."""
    operation = ASYNCAPI["operations"].get(f"{service}.{action}", {"messages": []})
    return sorted(message["$ref"].rsplit("/", 1)[1] for message in operation["messages"])


def test_every_service_is_looked_at() -> None:
    sites = sorted(path.name.removesuffix("_site") for path in ROOT.glob("*_site"))
    assert sites == sorted([*SERVICES, "bus"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_what_it_is_said_to_receive(service: str) -> None:
    assert told_by(service).handles == described(service, "receive")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_emits_what_it_is_said_to_send(service: str) -> None:
    assert told_by(service).emits == described(service, "send")


@pytest.mark.parametrize("type", TYPES)
def test_an_event_has_one_owner_whose_source_it_bears(type: str) -> None:
    (owner,) = [service for service in SERVICES if type in told_by(service).emits]
    assert SCHEMAS[type]["properties"]["source"] == {"const": told_by(owner).source}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_takes_each_type_from_its_owner_alone(service: str) -> None:
    told = told_by(service)
    assert told.sources == {
        type: SCHEMAS[type]["properties"]["source"]["const"] for type in told.handles
    }


def test_the_bus_lets_each_service_read_what_it_handles_and_no_more() -> None:
    program = """
import json
from bus_site.settings import BUS_READS
print(json.dumps({name: sorted(types.split()) for name, types in BUS_READS.items()}))
"""
    handled = {service: told_by(service).handles for service in SERVICES}
    assert ask("bus", program) == {name: types for name, types in handled.items() if types}


def test_the_bus_knows_whose_each_type_is() -> None:
    program = """
import json
from bus_site.settings import EVENT_SOURCES
print(json.dumps(EVENT_SOURCES))
"""
    assert ask("bus", program) == {
        type: schema["properties"]["source"]["const"] for type, schema in SCHEMAS.items()
    }
