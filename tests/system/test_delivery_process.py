"""`run_delivery` in processes of its own beside the bus: woken, drained, replaced."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.bus_site.consumer import Consumer, Received, Reply, takes
from tests.system.harness import ROOT, System, wait_until

Run = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def bus() -> Iterator[System]:
    """A bus that serves and does not deliver."""
    with System() as system:
        system["bus"].command.append("--no-worker")
        system.start("bus")
        yield system


@pytest.fixture
def run(bus: System) -> Iterator[Run]:
    """Starts one more process that delivers, and ends it after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        with bus["bus"].log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "bus_site" / "manage.py"), "run_delivery"],
                env=bus["bus"].environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def consumer() -> Iterator[Consumer]:
    with Consumer() as consumer:
        yield consumer


def subscribe(bus: System, consumer: Consumer) -> None:
    answer = bus.request("PUT", "bus", "/subscriptions/query", json={"sink": consumer.url})
    assert answer.status_code == 201


def post(bus: System, count: int) -> None:
    events = [{"type": "NoteTaken", "data": {"n": n}} for n in range(count)]
    assert bus.post("bus", "/events", events).status_code == 201


def delivered(consumer: Consumer, upto: int) -> None:
    wait_until(lambda: set(consumer.positions()) == set(range(1, upto + 1)), f"{upto} are there")


def test_what_one_process_takes_another_delivers(bus: System, run: Run, consumer: Consumer) -> None:
    run()
    subscribe(bus, consumer)
    for _ in range(5):
        post(bus, 2)
    delivered(consumer, 10)
    assert consumer.positions() == list(range(1, 11))


def test_sigterm_lets_the_request_in_flight_end(bus: System, run: Run, consumer: Consumer) -> None:
    arrived, freed = threading.Event(), threading.Event()

    def hold(received: Received) -> Reply:
        arrived.set()
        assert freed.wait(60)
        return takes(received)

    consumer.always = hold
    post(bus, 3)
    subscribe(bus, consumer)
    process = run()
    assert arrived.wait(60)
    process.send_signal(signal.SIGTERM)
    freed.set()
    assert process.wait(60) == 0
    status = bus.get("bus", "/status").json()
    assert status["delivery"] == "stopped"
    assert status["subscriptions"][0]["position"] == 3


def test_when_a_process_is_killed_another_goes_on(
    bus: System, run: Run, consumer: Consumer
) -> None:
    subscribe(bus, consumer)
    first = run()
    post(bus, 2)
    delivered(consumer, 2)
    run()
    first.kill()
    first.wait()
    post(bus, 2)
    delivered(consumer, 4)
