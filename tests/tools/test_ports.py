"""A port that cannot be had is named before anything starts, with the variable that moves it."""

import socket
from collections.abc import Iterator

import pytest

from tools.house import POSTS, QUERY, SERVICES
from tools.ports import complaints


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_a_taken_port_is_named_with_its_service_and_its_variable(taken: int) -> None:
    (complaint,) = complaints([QUERY], {"QUERY_PORT": str(taken)}, command="make up")
    assert complaint.startswith(f"Port {taken} of query is taken by another program.")
    assert "make up QUERY_PORT=" in complaint


def test_a_port_taken_on_all_addresses_is_taken() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        port = server.getsockname()[1]
        assert complaints([QUERY], {"QUERY_PORT": str(port)}, command="make up")


def test_a_free_port_is_no_complaint(free: int) -> None:
    assert complaints([QUERY], {"QUERY_PORT": str(free)}, command="make up") == []


def test_two_services_on_one_port_are_a_complaint(free: int) -> None:
    environment = {"POSTS_PORT": str(free), "QUERY_PORT": str(free)}
    (complaint,) = complaints([POSTS, QUERY], environment, command="make up")
    assert f"Port {free} of query is also that of posts" in complaint


@pytest.mark.parametrize("value", ["http", "0", "70000", "-1", "٣٠٠٠"])
def test_what_is_no_port_is_named(value: str) -> None:
    (complaint,) = complaints([POSTS], {"POSTS_PORT": value}, command="make up")
    assert complaint.startswith(f"POSTS_PORT={value} is not a port")


def test_the_usual_ports_are_those_of_the_documentation() -> None:
    ports = {service.name: service.port({}) for service in SERVICES}
    assert ports == {
        "posts": 4000,
        "comments": 4001,
        "query": 4002,
        "moderation": 4003,
        "bus": 4005,
    }
