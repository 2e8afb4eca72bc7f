"""`run_pump` as a process of its own: it works until SIGTERM, and then drains."""

import json
import signal
import threading
from pathlib import Path

import pytest

from tests.eventbox.processes import PATIENCE, wait_until
from tests.eventbox.project import Project, ask
from tests.eventbox.stub_bus import Answer, Asked, StubBus, stub_bus

SINK = "http://diary.example/events"


def project_with(bus: StubBus, folder: Path) -> Project:
    project = Project(folder, bus_url=bus.url, sink_url=SINK)
    project.migrate()
    return project


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with stub_bus() as bus:
        project = project_with(bus, tmp_path)
        with project.run("run_pump") as pump:
            wait_until(lambda: bus.asked_for("PUT", "/subscriptions/diary"), "it has subscribed")
            [put] = bus.asked_for("PUT", "/subscriptions/diary")
            assert json.loads(put.body)["sink"] == SINK
            pump.process.send_signal(number)
            assert pump.process.wait(PATIENCE) == 0, pump.output
            assert "Traceback" not in pump.output
    assert project.rows("SELECT lease_until FROM eventbox_relaylease") == [(None,)]


def test_it_shows_that_it_is_well_by_a_file(tmp_path: Path) -> None:
    heartbeat = tmp_path / "heartbeat"
    with stub_bus() as bus:
        project = project_with(bus, tmp_path)
        with project.run("run_pump", "--heartbeat", str(heartbeat)):
            wait_until(heartbeat.exists, "the first beat")
            first = heartbeat.stat().st_mtime
            wait_until(lambda: heartbeat.stat().st_mtime > first, "the next beat")


def test_a_web_process_wakes_it_when_it_publishes(tmp_path: Path) -> None:
    with stub_bus() as bus:
        project = project_with(bus, tmp_path)
        with (
            project.run("run_pump") as pump,
            project.runserver("--noreload", "--no-worker") as (_, address),
        ):
            wait_until(lambda: bus.asked, "the pump works")
            ask(address, "hello")
            wait_until(lambda: bus.asked_for("POST", "/events"), "the event is with the bus")
            assert pump.terminate() == 0


def test_what_is_on_its_way_is_brought_to_its_end_before_it_goes(tmp_path: Path) -> None:
    go_on, sending = threading.Event(), threading.Event()

    class SlowBus(StubBus):
        def answer_to(self, asked: Asked) -> Answer:
            if asked.method == "POST":
                sending.set()
                assert go_on.wait(PATIENCE)
            return super().answer_to(asked)

    with stub_bus(SlowBus) as bus:
        project = project_with(bus, tmp_path)
        with project.runserver("--noreload", "--no-worker") as (_, address):
            ask(address, "hello")
        with project.run("run_pump") as pump:
            assert sending.wait(PATIENCE)
            pump.process.send_signal(signal.SIGTERM)
            go_on.set()
            assert pump.process.wait(PATIENCE) == 0, pump.output
    assert len(bus.asked_for("POST", "/events")) == 1
    assert project.rows("SELECT count(*) FROM eventbox_outboxevent WHERE sent_at IS NULL") == [(0,)]


def test_of_two_pumps_one_relays_and_the_other_takes_over(tmp_path: Path) -> None:
    with stub_bus() as bus:
        project = project_with(bus, tmp_path)
        holder = "SELECT lease_owner FROM eventbox_relaylease WHERE lease_until IS NOT NULL"
        with project.run("run_pump") as first:
            wait_until(lambda: project.rows(holder), "the first pump holds the lease")
            [(owner,)] = project.rows(holder)
            with project.run("run_pump") as second:
                wait_until(
                    lambda: len(bus.asked_for("PUT", "/subscriptions/diary")) == 2, "both run"
                )
                assert first.terminate() == 0
                wait_until(
                    lambda: project.rows(holder) not in ([], [(owner,)]), "the second took over"
                )
                assert second.terminate() == 0
