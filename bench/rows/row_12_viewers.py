"""A thousand viewers of one query process: how soon all are told, what each takes, how reads go on.

Beside the reads: the same page from the same server without viewers, which is row 4.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from bench import memory
from bench.crowd import listening
from bench.load import Request, put
from bench.page import write_page
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.rows.row_04_page import CLIENTS
from bench.stage import Stage
from bench.targets import AtLeast, Limit
from tools.port_lease import LeasedPort
from tools.trial.process import Process

VIEWERS, FEWER = 1000, 100
SECONDS, QUICK = 2.0, 1.0
WARMING = 0.5


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Each side has a new server, as memory that was taken once is not given back."""
    viewers = int(stage.pick(VIEWERS, FEWER))
    if viewers != VIEWERS:
        stage.note(f"Row 12: {viewers} viewers, not {VIEWERS:,}")
    write_page(stage)

    def reads(server: Process, seconds: float) -> float:
        request = Request(server.port, "GET", "/posts")
        load = put([request] * CLIENTS, seconds=seconds, expected=200)
        stage.generator.saw(load)
        return load.rate

    def ours() -> Reading:
        with another_server(stage) as server:
            reads(server, WARMING)
            before = memory.now(server.pid)
            news = f"Bread, fresh {uuid4()}"
            with listening(server.port, viewers, news) as crowd:
                taken = memory.now(server.pid) - before
                began = time.monotonic()
                stage.blog.create_post(news)
                told = float(crowd.hears()) - began
                rate = reads(server, stage.pick(SECONDS, QUICK))
        return {"told": told, "memory": taken / viewers / 1000, "reads": rate}

    def peer() -> Reading:
        with another_server(stage) as server:
            reads(server, WARMING)
            return {"reads": reads(server, stage.pick(SECONDS, QUICK))}

    yield Sides(ours, peer)


@contextmanager
def another_server(stage: Stage) -> Iterator[Process]:
    """One more query process on the system's projection, on a port of its own."""
    lease = LeasedPort()
    process = Process(
        "viewed",
        stage.postbus.processes["query"].command,
        environment={**stage.postbus.environment, "QUERY_PORT": str(lease.number)},
        port=lease.number,
        log=stage.data / "viewed.log",
        ready="/readyz",
    )
    try:
        process.begin()
        process.wait_ready()
        yield process
    finally:
        process.kill()
        lease.release()


ROW = Row(
    number=12,
    title="Viewers of the stream",
    peer="without viewers",
    lines=(
        Line("told", "from POST to the last of 1,000 told", "s", on_both(Limit(1))),
        Line("memory", "what each takes of the server", "kB", {}),
        Line("reads", "GET /posts meanwhile, one process", "/s", on_both(AtLeast(0.5))),
    ),
    sides=sides,
)
