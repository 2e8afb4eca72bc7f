"""How many pages of 20 posts with 10 comments each one query process gives per second.

Beside it the floor: the least that any Django view in the same server could do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.beside import beside_query
from bench.client import Client
from bench.load import Request, put
from bench.page import COMMENTS, POSTS, write_page
from bench.rounds import Reading
from bench.row import Line, Row, Sides
from bench.stage import Stage
from bench.targets import AtLeast

CLIENTS = 8
SECONDS, QUICK = 2.0, 1.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Both servers are started by the same line of Procfile.serve."""
    seconds = stage.pick(SECONDS, QUICK)
    write_page(stage)
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

    file = stage.data / "floor.json"
    file.write_bytes(body)
    settings = {"FLOOR_BODY": str(file)}
    with beside_query(stage.postbus, "floor", settings, application="bench.floor") as floor:

        def peer() -> Reading:
            fixed = rate(Request(floor.port, "GET", "/"), 200)
            return {"page": fixed, "304": fixed}

        yield Sides(ours, peer)


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
