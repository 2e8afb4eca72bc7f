"""From an outbox into the log by 1, 2 and 4 relays: into a JetStream stream, beside the bus.

Each relay is a process of its own with a share of the outbox. The time runs from the commit of all
events until the last of them is marked as sent, which is after the log has confirmed it.

The stream is on one server with NATS' own `sync_interval`, so the disk is not what is measured: the
bus syncs each batch, and a server that is to promise as much syncs each message. That has a line of
its own. Nobody reads the stream meanwhile: the bus, which would archive it, does not run.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.client import UnexpectedAnswer
from bench.part import Part, part
from bench.rounds import Reading
from bench.row import Line, Row, Sides
from bench.rows.row_09_delivery import PATIENCE, rate
from bench.stage import Stage
from tools.house import BUS, POSTS
from tools.nats import NatsServer
from tools.trial.waiting import wait_until

RELAYS = (1, 2, 4)
EVENTS, QUICK = 4_000, 1_000
FIRST = 500
"""Events before the measured ones: once they are sent, every share of the outbox has its relay."""

SYNCED = "synced"
PUMP = "posts-pump"
DELIVERY = "bus-delivery"
UNSENT = "SELECT count(*) FROM eventbox_outboxevent WHERE sent_at IS NULL"
SETTLED = "SELECT settled FROM eventbox_relaylease WHERE id = 1"


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """Posts and the bus three times: the log in the bus's database, and in NATS in two ways."""
    count = int(stage.pick(EVENTS, QUICK))
    with (
        part(stage, "http", (BUS, POSTS)) as http,
        on_nats(stage, "nats", sync_interval="2m") as nats,
        on_nats(stage, "synced", sync_interval="always") as synced,
    ):
        http.begin(DELIVERY, PUMP)

        def ours() -> Reading:
            found = {str(relays): relayed(nats, count, relays) for relays in RELAYS}
            return {**found, SYNCED: relayed(synced, count, RELAYS[-1])}

        def peer() -> Reading:
            found = {str(relays): relayed(http, count, relays) for relays in RELAYS}
            return {**found, SYNCED: found[str(RELAYS[-1])]}

        yield Sides(ours, peer)


@contextmanager
def on_nats(stage: Stage, name: str, *, sync_interval: str) -> Iterator[Part]:
    """Posts and the bus with a NATS server of their own, where relays publish into the stream.

    What a service sends first goes by way of the bus. That is over, and the bus has ended.
    """
    with (
        NatsServer(sync_interval=sync_interval) as server,
        part(stage, name, (BUS, POSTS), EVENTBOX_TRANSPORT_URL=server.url) as found,
    ):
        found.begin(PUMP)
        with relays_of(found, 1):
            produce(found, 1)
            wait_until(lambda: found.number(POSTS, SETTLED) > 0, "the outbox is seen empty")
        for name in (DELIVERY, BUS.name):
            found.processes[name].stop()
        yield found


def relayed(by: Part, count: int, relays: int) -> float:
    """Events per second by so many relays. Raises UnexpectedAnswer when one is missing."""
    with relays_of(by, relays):
        produce(by, FIRST)
        wait_until(lambda: not unsent(by), f"{relays} relays work", seconds=PATIENCE)
        began = produce(by, count)
        found = rate(lambda: count - unsent(by), count, began, PATIENCE)
    if left := unsent(by):
        raise UnexpectedAnswer(f"{left} of {count} events were not sent in {PATIENCE:g} s")
    return found


@contextmanager
def relays_of(by: Part, relays: int) -> Iterator[None]:
    """So many processes, each with its share of the outbox of posts; stopped with the `with`."""
    with ExitStack() as stack:
        for number in range(relays):
            relay = by.another(PUMP, "--relay", str(number), RELAYS=str(relays))
            relay.begin()
            stack.callback(relay.stop)
        yield


def produce(by: Part, count: int) -> float:
    """So many posts with their events, each a key of its own; when that was committed."""
    return float(by.run(POSTS, "-m", "bench.producing", str(count)))


def unsent(by: Part) -> int:
    """How many events wait in the outbox of posts."""
    return by.number(POSTS, UNSENT)


ROW = Row(
    number=14,
    title="From an outbox into JetStream",
    peer="into the bus",
    lines=(
        Line("1", "1 relay", "/s", {}),
        Line("2", "2 relays", "/s", {}),
        Line("4", "4 relays", "/s", {}),
        Line(SYNCED, "4 relays, sync_interval: always", "/s", {}),
    ),
    sides=sides,
)
