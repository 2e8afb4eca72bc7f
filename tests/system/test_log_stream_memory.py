"""`GET /events` over a long log: all of it arrives, and the bus's memory stays flat."""

import json
from collections.abc import Iterator

import psutil
import pytest
import requests

from tests.system.harness import System
from tests.system.long_log import fill_log

EVENTS = 200_000
MOST_GROWTH = 30 * 1024 * 1024


@pytest.fixture(scope="module")
def bus() -> Iterator[System]:
    """A bus alone, with many events in its log."""
    with System() as system:
        system.manage("bus", "migrate", "--verbosity", "0")
        fill_log(system.database("bus"), EVENTS)
        system.start("bus")
        yield system


def test_the_whole_log_is_streamed_in_flat_memory(bus: System) -> None:
    process = psutil.Process(bus["bus"].pid)
    for _ in range(3):  # what it loads once is no growth
        assert bus.get("bus", "/events?limit=1000").ok
    before = process.memory_info().rss
    highest, positions = before, 0
    for line in lines(bus.url("bus", "/events")):
        positions += 1
        event = json.loads(line.strip(b"[],"))
        assert event["position"] == positions
        if positions % 1000 == 0:
            highest = max(highest, process.memory_info().rss)
    assert positions == EVENTS
    assert highest - before < MOST_GROWTH


def test_several_readers_at_once_do_not_add_up(bus: System) -> None:
    process = psutil.Process(bus["bus"].pid)
    assert bus.get("bus", "/events?limit=1000").ok
    before = process.memory_info().rss
    readers = [lines(bus.url("bus", f"/events?after={n}")) for n in range(4)]
    for _ in range(20_000):
        for reader in readers:
            next(reader)
    assert process.memory_info().rss - before < MOST_GROWTH


def lines(url: str) -> Iterator[bytes]:
    """The answer's lines, as they arrive; each event is one."""
    with requests.Session() as session:
        session.trust_env = False
        with session.get(url, stream=True, timeout=60) as answer:
            assert answer.status_code == 200
            yield from answer.iter_lines(chunk_size=65_536)
