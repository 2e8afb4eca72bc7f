"""`runserver` as a process: one command, from nothing to a service that answers."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tools.port_lease import LeasedPort

DEADLINE = 60.0


@pytest.fixture
def port() -> Iterator[int]:
    leased = LeasedPort()
    yield leased.number
    leased.release()


@contextmanager
def runserver(
    *arguments: str, until: str = " service is at ", **environment: str
) -> Iterator[list[str]]:
    """The lines that the server prints up to one with `until`; it is ended with the context."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "runserver", "--noreload", *arguments],
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = threading.Timer(DEADLINE, process.kill)
    deadline.start()
    try:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until in line:
                break
        else:
            raise AssertionError("the server did not start:\n" + "".join(lines))
        yield lines
    finally:
        deadline.cancel()
        process.kill()
        process.communicate()


@pytest.mark.only_on("sqlite")
def test_one_command_makes_the_database_and_serves(tmp_path: Path) -> None:
    with runserver("0", POSTBUS_DATA_DIR=str(tmp_path)) as lines:
        address = re.search(r"http://127\.0\.0\.1:\d+/", lines[-1])
        assert address
        answer = requests.get(f"{address[0]}readyz", timeout=DEADLINE)
        assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    assert (tmp_path / "notes.sqlite3").exists()


def test_the_bus_is_sent_to_the_port_that_was_given(tmp_path: Path, port: int) -> None:
    with runserver(str(port), until="sink ", POSTBUS_DATA_DIR=str(tmp_path)) as lines:
        assert f"sink http://127.0.0.1:{port}/events\n" in lines


def test_the_usual_port_is_moved_by_the_environment(tmp_path: Path, port: int) -> None:
    with runserver(POSTBUS_DATA_DIR=str(tmp_path), NOTES_PORT=str(port)) as lines:
        assert lines[-1].endswith(f"http://127.0.0.1:{port}/\n")


def test_a_sink_from_the_environment_is_left_alone(tmp_path: Path) -> None:
    sink = "http://notes.internal/events"
    with runserver("0", until="sink ", POSTBUS_DATA_DIR=str(tmp_path), SINK_URL=sink) as lines:
        assert f"sink {sink}\n" in lines
