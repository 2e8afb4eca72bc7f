"""How many pages of 20 posts with 10 comments each one query process gives per second.

Beside it the floor: the least that any Django view in the same server could do.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from bench.client import Client, UnexpectedAnswer
from bench.load import Request, put
from bench.rounds import Reading
from bench.row import Line, Row, Sides
from bench.stage import Stage
from bench.targets import AtLeast
from tools.port_lease import LeasedPort
from tools.trial.process import Process
from tools.trial.waiting import wait_until

POSTS, COMMENTS = 20, 10
CLIENTS = 8
SECONDS, QUICK = 2.0, 1.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Both servers are started by the same line of Procfile.serve."""
    seconds = stage.pick(SECONDS, QUICK)
    fill(stage)
    port = stage.postbus.ports["query"]
    with Client(port) as client:
        body, headers = client.read("/posts")
    again = (("If-None-Match", headers["etag"]),)

    def rate(request: Request, expected: int) -> float:
        load = put([request] * CLIENTS, seconds=seconds, expected=expected)
        stage.generator.saw(load)
        return load.rate

    def ours() -> Reading:
        return {
            "page": rate(Request(port, "GET", "/posts"), 200),
            "304": rate(Request(port, "GET", "/posts", headers=again), 304),
        }

    with floor(stage, body) as process:

        def peer() -> Reading:
            fixed = rate(Request(process.port, "GET", "/"), 200)
            return {"page": fixed, "304": fixed}

        yield Sides(ours, peer)


def fill(stage: Stage) -> None:
    """Write the posts and their comments as clients do, and wait for every verdict."""
    posts = [stage.blog.create_post(f"Bread, page {number + 1}") for number in range(POSTS)]
    for post in posts:
        for _ in range(COMMENTS):
            stage.blog.comment(post)
    wait_until(
        lambda: stage.blog.settled(posts) == POSTS * COMMENTS, "the page's comments have settled"
    )
    with Client(stage.postbus.ports["query"]) as client:
        shown = json.loads(client.read("/posts")[0])
    if [len(post["comments"]) for post in shown] != [COMMENTS] * POSTS:
        raise UnexpectedAnswer("the page does not show what was written")


@contextmanager
def floor(stage: Stage, body: bytes) -> Iterator[Process]:
    """The server of the query service, with a view in it that answers with that body."""
    file = stage.data / "floor.json"
    file.write_bytes(body)
    postbus, lease = stage.postbus, LeasedPort()
    own = {"QUERY_PORT": str(lease.number), "FLOOR_BODY": str(file)}
    *shell, line = postbus.processes["query"].command
    process = Process(
        "floor",
        [*shell, line.replace("query_site.asgi", "bench.floor")],
        environment={**postbus.environment, **own},
        port=lease.number,
        log=stage.data / "floor.log",
    )
    try:
        process.begin()
        process.wait_ready()
        yield process
    finally:
        process.kill()
        lease.release()


ROW = Row(
    number=4,
    title=f"GET /posts ({POSTS} × {COMMENTS})",
    peer="a Django view with ready bytes",
    lines=(
        Line("page", "one process, the whole page", "/s", {"sqlite": AtLeast(0.8)}),
        Line("304", "one process, 304 as nothing changed", "/s", {"sqlite": AtLeast(0.95)}),
    ),
    sides=sides,
    quick=True,
)
