"""docker-compose.yml keeps its own rules: what is open, what is secret, who waits for whom."""

import re

import pytest
import yaml

from tests.deploy.composition import FILE, Container, composition, variables
from tools.credentials import new_secrets
from tools.house import SERVICES

SECRETS = new_secrets()
CONTAINERS = composition(SECRETS)
NAMES = [service.name for service in SERVICES]
WORKERS = {name: f"{name}-{'delivery' if name == 'bus' else 'pump'}" for name in NAMES}
ONE_SHOTS = {f"{name}-migrate" for name in NAMES}


def usual() -> list[Container]:
    return [one for one in CONTAINERS.values() if not one.profiles]


def test_each_service_has_a_server_a_worker_and_a_migration_of_its_own() -> None:
    expected = {*NAMES, *WORKERS.values(), *ONE_SHOTS, "gateway", "frontend", "postgres"}
    assert {one.name for one in usual()} == expected
    assert {one.name: one.profiles for one in CONTAINERS.values() if one.profiles} == {
        "nats": ["nats"],
        "operator": ["operator"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_server_and_worker_wait_for_the_migration_and_that_for_the_database(name: str) -> None:
    for one in (name, WORKERS[name]):
        assert CONTAINERS[one].waits_for == {f"{name}-migrate": "service_completed_successfully"}
    assert CONTAINERS[f"{name}-migrate"].waits_for == {"postgres": "service_healthy"}


def test_the_ways_in_wait_for_nobody_so_that_no_update_stops_them() -> None:
    assert CONTAINERS["gateway"].waits_for == CONTAINERS["operator"].waits_for == {}


def test_only_the_gateway_is_published_and_the_operators_way_on_the_loopback_alone() -> None:
    published = {name: one.definition.get("ports") for name, one in CONTAINERS.items()}
    assert {name: ports for name, ports in published.items() if ports} == {
        "gateway": ["127.0.0.1:8080:8080"],
        "operator": ["127.0.0.1:8081:8081"],
    }


def test_the_gateway_is_on_no_network_with_the_bus_or_a_database() -> None:
    reached = {
        name for name, one in CONTAINERS.items() if one.networks & CONTAINERS["gateway"].networks
    }
    assert reached == {"gateway", "frontend", "posts", "comments", "query", "operator"}
    networks = yaml.safe_load(FILE.read_text())["networks"]
    assert [name for name, one in networks.items() if not (one or {}).get("internal")] == ["public"]
    assert {name for name, one in CONTAINERS.items() if "public" in one.networks} == {
        "gateway",
        "operator",
    }


def test_a_container_sees_the_secrets_of_its_own_service_alone() -> None:
    for name in NAMES:
        own = rf"{name.upper()}_"
        if name == "bus":  # signs what it pushes to each
            own += "|BUS_CLIENTS|.*_WEBHOOK_SECRET"
        others = [value for secret, value in SECRETS.items() if not re.match(own, secret)]
        for container in (name, WORKERS[name], f"{name}-migrate"):
            seen = " ".join(CONTAINERS[container].environment.values())
            assert [value for value in others if value in seen] == []


def test_no_secret_stands_in_the_file_and_none_may_be_missing() -> None:
    secret = re.compile("SECRET|PASSWORD|TOKEN|BUS_CLIENTS")
    for name, one in CONTAINERS.items():
        for variable, value in one.environment.items():
            if secret.search(variable):
                assert value in SECRETS.values(), (name, variable)
    wanted = {found["name"]: found["sign"] for found in variables(FILE.read_text())}
    assert {name: wanted.get(name) for name in SECRETS} == dict.fromkeys(SECRETS, "?")
    with pytest.raises(KeyError, match="make secrets"):
        composition({})


def test_every_image_has_a_version_and_every_container_a_limit_and_a_way_to_come_back() -> None:
    for name, one in CONTAINERS.items():
        image = one.definition["image"]
        assert re.search(r":[\w.-]+$", image), name
        assert not image.endswith(":latest"), name
        assert one.definition["mem_limit"], name
        assert one.definition["logging"]["options"]["max-size"], name
        assert one.definition["restart"] == ("no" if name in ONE_SHOTS else "unless-stopped"), name


def test_nothing_hinders_more_containers_of_a_service() -> None:
    for one in CONTAINERS.values():
        assert not {"container_name", "hostname"} & one.definition.keys()


def test_our_programs_change_no_file_and_gain_no_rights() -> None:
    for one in CONTAINERS.values():
        assert "no-new-privileges:true" in one.definition["security_opt"], one.name
        if one.name != "postgres":  # which changes its user at the start
            assert one.definition["read_only"], one.name
            assert one.definition["cap_drop"] == ["ALL"], one.name


def test_the_transport_reaches_every_service_and_its_node_is_waited_for() -> None:
    moved = composition(SECRETS | {"EVENTBOX_TRANSPORT_URL": "nats://nats:4222"})
    for name in NAMES:
        for container in (name, WORKERS[name]):
            assert moved[container].environment["EVENTBOX_TRANSPORT_URL"] == "nats://nats:4222"
            assert moved[container].definition["depends_on"]["nats"] == {
                "condition": "service_healthy",
                "required": False,
            }
