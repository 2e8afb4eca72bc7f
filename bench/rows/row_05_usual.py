"""The page of row 4 beside the usual way: DRF's nested serializers with prefetch_related.

The same data in the same server on a database of the same kind; both give the same answer.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from bench.beside import beside_query
from bench.client import Client, UnexpectedAnswer
from bench.load import Request, put
from bench.page import COMMENTS, POSTS, write_page
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtLeast
from tools.house import QUERY

CLIENTS = 8
SECONDS, QUICK = 3.0, 1.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Both servers are started by the same line of Procfile.serve."""
    seconds = stage.pick(SECONDS, QUICK)
    page = write_page(stage)
    file = stage.data / "usual.json"
    file.write_text(json.dumps(page))
    settings = {"QUERY_DATABASE_URL": stage.database_url("usual")}
    stage.postbus.run(QUERY, "-m", "bench.usual.fill", str(file), **settings)

    def rate(port: int) -> Reading:
        load = put([Request(port, "GET", "/posts")] * CLIENTS, seconds=seconds, expected=200)
        stage.generator.saw(load)
        return {"page": load.rate}

    with beside_query(stage.postbus, "usual", settings, application="bench.usual.asgi") as usual:
        with Client(usual.port) as client:
            if client.get("/posts") != page:
                raise UnexpectedAnswer("the usual way gives another page than query")
        yield Sides(lambda: rate(stage.postbus.ports["query"]), lambda: rate(usual.port))


ROW = Row(
    number=5,
    title=f"GET /posts ({POSTS} × {COMMENTS})",
    peer="DRF nested serializers",
    lines=(Line("page", "one process", "/s", on_both(AtLeast(45))),),
    sides=sides,
)
