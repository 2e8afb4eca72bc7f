"""The harness itself, with small servers in the place of the services."""

import sys
from collections.abc import Iterator

import psutil
import pytest
import requests

from tests.system.harness import System, wait_until
from tools.port_lease import LeasedPort

pytestmark = pytest.mark.only_on("sqlite")  # no service of ours, no database

# Answers each request with the value of GREETING; says so when asked to end.
GREETER = """
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Greeter(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["GREETING"].encode())

signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to end"))
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Greeter).serve_forever()
"""


@pytest.fixture
def house() -> Iterator[System]:
    with System() as house:
        house.add("greeter", [sys.executable, "-c", GREETER], environment={"GREETING": "good day"})
        yield house


def test_a_process_answers_on_its_own_port_with_its_own_environment(house: System) -> None:
    house.start("greeter")
    assert house.get("greeter", "/").text == "good day"
    assert house["greeter"].port not in {house[name].port for name in ("bus", "query")}


def test_a_stopped_process_was_asked_to_end_and_is_gone(house: System) -> None:
    house.start("greeter")
    pid = house["greeter"].pid
    house.stop("greeter")
    assert not psutil.pid_exists(pid)
    assert "asked to end" in house.logs()["greeter"]
    with pytest.raises(requests.ConnectionError):
        house.get("greeter", "/")


def test_a_killed_process_was_not_asked_and_starts_again_on_the_same_port(house: System) -> None:
    house.start("greeter")
    address = house.url("greeter")
    house.kill("greeter")
    assert "asked to end" not in house.logs()["greeter"]
    house["greeter"].environment["GREETING"] = "good evening"
    house.start("greeter")
    assert house.url("greeter") == address
    assert house.get("greeter", "/").text == "good evening"


def test_a_process_that_ends_as_it_starts_is_reported_with_its_log(house: System) -> None:
    house.add("broken", [sys.executable, "-c", "raise SystemExit('no such table')"])
    with pytest.raises(AssertionError, match=r"broken ended with 1[\s\S]*no such table"):
        house.start("broken")


def test_a_process_that_ignores_sigterm_is_killed_and_blamed(house: System) -> None:
    deaf = GREETER.replace('lambda *_: sys.exit("asked to end")', "signal.SIG_IGN")
    process = house.add("deaf", [sys.executable, "-c", deaf], environment={"GREETING": ""})
    house.start("deaf")
    pid = process.pid
    with pytest.raises(AssertionError, match="deaf did not end"):
        process.stop(seconds=0.2)
    assert not psutil.pid_exists(pid)


def test_nothing_runs_and_no_file_is_left_after_the_system(house: System) -> None:
    house.start("greeter")
    pid = house["greeter"].pid
    house.close()
    assert not psutil.pid_exists(pid)
    assert not house.data.exists()


def test_a_port_is_leased_once_until_it_is_released() -> None:
    ports = [LeasedPort() for _ in range(20)]
    assert len({port.number for port in ports}) == 20
    for port in ports:
        port.release()


def test_waiting_ends_with_the_first_true_value() -> None:
    values = iter([None, 0, "", "here"])
    assert wait_until(lambda: next(values), "it is here", seconds=10) == "here"


def test_waiting_in_vain_names_what_was_waited_for_and_what_was_seen() -> None:
    def page_is_full() -> bool:
        raise AssertionError("3 of 5 comments")

    with pytest.raises(AssertionError, match=r"the page is full; last seen: .*3 of 5 comments"):
        wait_until(page_is_full, "the page is full", seconds=0)


def test_an_error_in_the_predicate_is_not_waited_out() -> None:
    nothing: dict[str, bool] = {}
    with pytest.raises(KeyError):
        wait_until(lambda: nothing["missing"], "never")
