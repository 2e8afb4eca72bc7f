"""`make up`: one command starts the whole house, tells where it is, and leaves nothing behind."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator

import psutil
import pytest

from tests.system.foreground import Foreground
from tests.system.harness import ROOT, SERVICES
from tools.trial.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.only_on("sqlite")  # the house chooses SQLite by itself


@pytest.fixture
def house() -> Iterator[Foreground]:
    with Foreground("up") as house:
        house.start()
        house.wait_ready()
        yield house


def test_it_shows_every_address_and_works_and_ctrl_c_ends_all_of_it(house: Foreground) -> None:
    for name in SERVICES:
        rows = re.findall(rf"^│ {name} .*│$", house.output, re.M)
        assert len(rows) == 1
        assert house.url(name, "/admin/") in rows[0]
        assert house.url(name, "/docs") in rows[0]
    assert house.url("frontend", "") in house.output
    told = house.request("GET", "frontend", "/config.json").json()
    assert told["queryUrl"] == house.url("query", "")
    assert told["xray"] is True
    assert house.settled_comment("A fine orange.")["status"] == "rejected"

    family = house.family()
    assert len(family) >= len(SERVICES)
    assert house.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    assert "Killing what did not end" not in house.output
    assert {path.stem for path in house.data.glob("*.sqlite3")} >= set(SERVICES)


def test_a_killed_service_leaves_the_others_and_starts_again_by_the_printed_command(
    house: Foreground,
) -> None:
    house.serving("query").kill()
    wait_until(lambda: "query was ended by SIGKILL" in house.output, "the end is told of")
    assert house.request("GET", "posts", "/readyz").ok

    told = re.compile(r"\| +(\S.*query_site/manage.py runserver .*)\n")
    (command,) = wait_until(lambda: told.findall(house.output), "how to start it again")
    with subprocess.Popen(f"exec env {command} --noreload", shell=True, cwd=ROOT) as query:
        try:
            assert house.settled_comment("A fine apple.")["content"] == "A fine apple."
        finally:
            query.terminate()


def test_a_taken_port_is_named_and_nothing_is_started() -> None:
    with Foreground("up") as house:
        port = int(house.environment["QUERY_PORT"])
        with socket.create_server(("127.0.0.1", port)):
            house.start()
            assert house.wait() == 1
        (line,) = house.output.splitlines()
        assert line.startswith(f"Port {port} of query is taken by another program.")
        assert "make up QUERY_PORT=" in line
