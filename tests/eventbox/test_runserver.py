"""`runserver` is a whole service: it serves, and exactly one pump runs beside it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eventbox.processes import PATIENCE, wait_until
from tests.eventbox.project import Project, ask
from tests.eventbox.stub_bus import StubBus, stub_bus

SUBSCRIPTION = "/subscriptions/diary"


@pytest.fixture
def bus() -> Iterator[StubBus]:
    with stub_bus() as bus:
        yield bus


@pytest.fixture
def project(bus: StubBus, tmp_path: Path) -> Project:
    project = Project(tmp_path, bus_url=bus.url)
    project.migrate()
    return project


def arrived(bus: StubBus) -> list[str]:
    """The texts of the events that the bus was sent."""
    return [
        event["data"]["text"]
        for asked in bus.asked_for("POST", "/events")
        for event in json.loads(asked.body)
    ]


def subscribed(bus: StubBus) -> int:
    return len(bus.asked_for("PUT", SUBSCRIPTION))


def test_one_command_serves_subscribes_and_relays(bus: StubBus, project: Project) -> None:
    with project.runserver("--noreload") as (server, address):
        wait_until(lambda: subscribed(bus), "the service has subscribed")
        [put] = bus.asked_for("PUT", SUBSCRIPTION)
        assert json.loads(put.body)["sink"] == f"{address}/events"
        ask(address, "first")
        ask(address, "second")
        wait_until(lambda: len(arrived(bus)) >= 2, "the events are with the bus")
        assert arrived(bus) == ["first", "second"]
        assert subscribed(bus) == 1
        assert server.terminate() == 0
    assert project.rows("SELECT lease_until FROM eventbox_relaylease") == [(None,)]


def test_under_the_autoreloader_one_pump_runs_and_starts_again_with_each_change(
    bus: StubBus, project: Project
) -> None:
    with project.run("runserver", "127.0.0.1:0") as server:
        started = "Starting development server at "
        address = server.wait_for(started).split()[-1].rstrip("/")
        wait_until(lambda: subscribed(bus), "the service has subscribed")
        ask(address, "first")
        wait_until(lambda: arrived(bus), "the event is with the bus")
        assert subscribed(bus) == 1

        server.wait_for(f"{project.settings} first seen")
        server.lines.clear()
        modified = project.settings.stat().st_mtime
        os.utime(project.settings, (modified + 10, modified + 10))
        address = server.wait_for(started).split()[-1].rstrip("/")
        wait_until(lambda: subscribed(bus) == 2, "the new pump has subscribed")
        ask(address, "second")
        wait_until(lambda: len(arrived(bus)) >= 2, "the second event is with the bus")
        assert arrived(bus) == ["first", "second"]
        assert subscribed(bus) == 2
        server.interrupt()


def test_a_server_can_do_without_a_pump(bus: StubBus, project: Project) -> None:
    with project.runserver("--noreload", "--no-worker") as (server, address):
        ask(address, "first")
        assert server.terminate() == 0
    assert bus.asked == []
    assert project.rows("SELECT sent_at FROM eventbox_outboxevent") == [(None,)]


def test_a_bus_that_is_down_keeps_no_service_from_serving(tmp_path: Path) -> None:
    project = Project(tmp_path, bus_url="http://127.0.0.1:1")
    project.migrate()
    with project.runserver("--noreload") as (server, address):
        ask(address, "first")
        server.wait_for("did not answer")
        ask(address, "second")
        assert server.terminate(PATIENCE) == 0
    assert len(project.rows("SELECT * FROM eventbox_outboxevent WHERE sent_at IS NULL")) == 2
