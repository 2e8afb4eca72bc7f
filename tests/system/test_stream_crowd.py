"""A thousand viewers of one process: all are told, in bounded memory, while it answers reads."""

import asyncio
import socket
from collections.abc import Iterator
from time import monotonic

import psutil
import pytest

from tests.system.harness import System, wait_until
from tests.system.listening import REQUEST, Crowd
from tests.system.production import serve_query
from tools.trial.waiting import PATIENCE

pytestmark = pytest.mark.only_on("sqlite")  # viewers, not the database, are many here

VIEWERS = 1_000
MOST_KB_EACH = 250
MOST_MB_FOR_THE_DEAF = 60


@pytest.fixture
def query() -> Iterator[System]:
    """Query alone, as in production; with DEBUG on it takes an event by hand."""
    with System() as system:
        serve_query(system)
        system.manage("query", "migrate")
        system.start("query")
        yield system


def post(query: System, id: str, title: str = "Hello") -> None:
    event = {"type": "PostCreated", "data": {"id": id, "title": title}}
    assert query.post("query", "/events", event).ok


def memory(query: System) -> int:
    """Of the server and its workers, in kilobytes."""
    server = psutil.Process(query["query"].pid)
    return sum(one.memory_info().rss for one in [server, *server.children(recursive=True)]) // 1000


async def reached(crowd: Crowd, word: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while crowd.heard(word) < VIEWERS:
            await asyncio.sleep(0.005)


def test_a_thousand_viewers_are_told_and_reads_go_on(
    query: System, capsys: pytest.CaptureFixture[str]
) -> None:
    post(query, "first")

    async def watch() -> tuple[int, float, float]:
        crowd = Crowd(query["query"].port)
        before = memory(query)
        async with asyncio.TaskGroup() as group:
            viewers = [group.create_task(crowd.listen(["hello", "News"])) for _ in range(VIEWERS)]
            await reached(crowd, "hello")
            began = monotonic()
            await asyncio.to_thread(post, query, "p", "News")
            await reached(crowd, "News")
            told = monotonic() - began
            began = monotonic()
            for _ in range(50):
                answer = await asyncio.to_thread(query.get, "query", "/posts")
                assert [shown["id"] for shown in answer.json()] == ["p", "first"]
            read = (monotonic() - began) / 50
            each = (memory(query) - before) // VIEWERS
            for viewer in viewers:
                viewer.cancel()
        return each, told, read

    each, told, read = asyncio.run(watch())
    with capsys.disabled():
        print(
            f"\n{VIEWERS} viewers: {each} kB each, all told after {told * 1000:.0f} ms, "
            f"a read in {read * 1000:.1f} ms"
        )
    assert each <= MOST_KB_EACH


def test_viewers_that_do_not_read_cost_no_more_than_their_buffers(query: System) -> None:
    deaf = [socket.create_connection(("127.0.0.1", query["query"].port)) for _ in range(20)]
    try:
        for one in deaf:
            one.sendall(REQUEST.encode())
            assert one.recv(12) == b"HTTP/1.1 200"
        before = memory(query)
        for number in range(400):
            post(query, f"p{number}", "x" * 50_000)
        wait_until(lambda: f"p{399}" in query.get("query", "/posts").text, "all are there")
        # 20 viewers of 20 MB each would be 400 MB, if they were kept for them.
        assert memory(query) - before <= MOST_MB_FOR_THE_DEAF * 1000
    finally:
        for one in deaf:
            one.close()
