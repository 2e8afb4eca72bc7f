"""Positions become visible in the order of the commits: a reader behind n misses nothing."""

import json
import os
import subprocess
import sys

import pytest

from tests.system.harness import ROOT
from tests.system.postgres import ObservedServer

pytestmark = pytest.mark.only_on("postgres")

WRITERS = 4
ALL = list(range(1, WRITERS + 1))
PATIENCE = 240.0


def race(url: str, *how: str) -> dict[str, list[int]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.commit_race", str(WRITERS), *how],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bus_site.settings", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, list[int]] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_reader_sees_every_event_in_order_though_writers_commit_late_and_out_of_order(
    postgres: ObservedServer,
) -> None:
    assert race(postgres.create_database("locked")) == {"seen": ALL, "log": ALL}


def test_without_the_lock_the_same_reader_misses_events(postgres: ObservedServer) -> None:
    result = race(postgres.create_database("unlocked"), "unlocked")
    assert result["log"] == ALL
    assert result["seen"] == [WRITERS], "the last to begin commits first, and hides the others"
