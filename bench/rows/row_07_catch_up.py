"""How many events of a log a new query service takes per second, pushed by the bus over HTTP.

Beside it a pull consumer of nats-py that writes the same rows by the same handler, in transactions
of the same size. Both come to the same page.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.beside import beside_query
from bench.client import Client, UnexpectedAnswer
from bench.events import history
from bench.jetstream import create_stream, fill
from bench.postbus import Postbus, migrate
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtLeast
from bus_site.bus.conf import MAX_WINDOW_EVENTS
from tools.house import BUS, QUERY
from tools.nats import NatsServer

EVENTS, QUICK = 20_000, 5_000
TYPES = ("PostCreated", "PostDeleted", "CommentCreated", "CommentUpdated", "CommentDeleted")
PAUSE = 0.05
LIMIT = 120.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Log and stream hold the same events; each round begins with an empty database."""
    number = int(stage.pick(EVENTS, QUICK))
    events = history(number)
    file = stage.data / "history.jsonl"
    file.write_text("\n".join(events))
    pages = []

    def measured(seconds: float, page: object) -> Reading:
        pages.append(page)
        if page != pages[0]:
            raise UnexpectedAnswer("the two consumers come to different pages")
        return {"rate": number / seconds}

    with stage.bus() as bus, NatsServer(sync_interval="2m") as nats:
        bus.run(BUS, "-m", "bench.filling", str(file))
        create_stream(nats.url)
        fill(nats.url, events)

        def ours() -> Reading:
            return measured(*catch_up(bus, stage.database_url("new_query"), number))

        def peer() -> Reading:
            settings = {"QUERY_DATABASE_URL": stage.database_url("pulling_query")}
            migrate([QUERY], bus.environment | settings)
            program = ("-m", "bench.consumer", nats.url, str(number), str(MAX_WINDOW_EVENTS))
            told = json.loads(bus.run(QUERY, *program, **settings))
            return measured(told["seconds"], told["page"])

        yield Sides(ours, peer)


def catch_up(bus: Postbus, database: str, number: int) -> tuple[float, object]:
    """The seconds from the subscription of a new query to its last event, and then its page."""
    settings = {"QUERY_DATABASE_URL": database}
    migrate([QUERY], bus.environment | settings)
    token = bus.environment["QUERY_EVENTBOX_BUS_TOKEN"]
    with (
        beside_query(bus, "new-query", settings, ready="/readyz") as process,
        Client(process.port) as query,
        Client(bus.ports["bus"], token) as subscriptions,
    ):
        subscription = {"sink": f"{process.address}/events", "types": TYPES, "after": 0}
        began = time.perf_counter()
        subscriptions.put("/subscriptions/query", subscription)
        while position(query) < number:
            if time.perf_counter() > began + LIMIT:
                raise UnexpectedAnswer(f"query is at {position(query)} of {number} events")
            time.sleep(PAUSE)
        took = time.perf_counter() - began
        page = query.get("/posts")
        subscriptions.delete("/subscriptions/query")
    return took, page


def position(query: Client) -> int:
    """How far it is."""
    cursor = query.get("/status")["cursor"]
    return int(cursor["position"]) if cursor else 0


ROW = Row(
    number=7,
    title="Catching up of a new query",
    peer="nats-py pull consumer",
    lines=(Line("rate", "events, over HTTP", "/s", on_both(AtLeast(1))),),
    sides=sides,
    quick=True,
)
