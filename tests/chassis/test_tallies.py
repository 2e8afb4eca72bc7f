"""Counts that no request escapes: not at the same moment, not in another process."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import close_old_connections, connection

from chassis.models import Tally
from chassis.tallies import forgive, hit

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
DAY = 86400
TOGETHER = 8


def count(what: str = "writes 10.0.0.1") -> int:
    return hit(what, seconds=DAY).hits


def test_each_time_is_counted() -> None:
    assert [count(), count(), count("another"), count()] == [1, 2, 1, 3]


def test_of_eight_at_the_same_moment_none_is_overlooked() -> None:
    rendezvous = threading.Barrier(TOGETHER)

    def together(_: int) -> int:
        rendezvous.wait(30)
        try:
            return count()
        finally:
            connection.close()
            close_old_connections()

    with ThreadPoolExecutor(TOGETHER) as threads:
        list(threads.map(together, range(TOGETHER)))
    assert Tally.objects.get().hits == TOGETHER


def test_another_process_counts_on() -> None:
    assert count() == 1
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings; from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {connection.settings_dict['NAME']!r}\n"
        f"from chassis.tallies import hit; print(hit('writes 10.0.0.1', seconds={DAY}).hits)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "2", done.stderr
    assert count() == 3


def test_the_next_stretch_begins_at_0_and_clears_away_the_last_one() -> None:
    counted = hit("a", seconds=60)
    assert counted.hits == 1
    assert 0 < counted.seconds_left <= 60
    with patch("chassis.tallies.time.time", return_value=time.time() + 60):
        assert hit("a", seconds=60).hits == 1
    assert Tally.objects.count() == 1


def test_one_can_be_taken_back_but_never_below_0() -> None:
    count()
    count()
    forgive("writes 10.0.0.1", seconds=DAY)
    assert count() == 2
    for _ in range(5):
        forgive("writes 10.0.0.1", seconds=DAY)
    assert count() == 1


def test_who_it_was_cannot_be_read_from_the_table() -> None:
    count("logins as somebody@example.org")
    assert "somebody" not in str(Tally.objects.values().get())
