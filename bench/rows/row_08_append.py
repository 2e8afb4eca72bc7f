"""How many events four publishers append to the log per second, in batches as relays send them.

Beside it JetStream with a stream in a file, where 256 publishes wait for their acks at any time:
once with the promise of the log (what is acked is on disk), once as it comes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.events import new_posts
from bench.jetstream import IN_FLIGHT, create_stream, publish
from bench.load import Request, put
from bench.postbus import Postbus
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtLeast
from tools.nats import NatsServer

PUBLISHERS = 4
BATCH_EVENTS = 500  # as many as a relay sends at once
BATCHES, QUICK = 20, 4
"""Of each publisher, in one round."""

SECONDS, QUICK_SECONDS = 3.0, 1.0


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """A bus that nobody has subscribed to; streams that nobody consumes."""
    batches = int(stage.pick(BATCHES, QUICK))
    seconds = stage.pick(SECONDS, QUICK_SECONDS)
    with (
        stage.bus() as bus,
        NatsServer(sync_interval="always") as always,
        NatsServer(sync_interval="2m") as usual,
    ):
        for server in (always, usual):
            create_stream(server.url)

        def ours() -> Reading:
            posted = [[batch(bus) for _ in range(batches)] for _ in range(PUBLISHERS)]
            load = put(posted, seconds=10 * seconds, expected=201, once=True)
            rate = load.rate * BATCH_EVENTS
            return {"always": rate, "default": rate}

        def peer() -> Reading:
            events = new_posts(batches * PUBLISHERS * BATCH_EVENTS)
            return {
                "always": publish(always.url, events, seconds=seconds),
                "default": publish(usual.url, events, seconds=seconds),
            }

        yield Sides(ours, peer)


def batch(bus: Postbus) -> Request:
    """A request that appends as many new events as a relay sends at once."""
    token = bus.environment["POSTS_EVENTBOX_BUS_TOKEN"]
    body = f"[{','.join(new_posts(BATCH_EVENTS))}]"
    headers = (("Authorization", f"Bearer {token}"),)
    return Request(bus.ports["bus"], "POST", "/events", body, headers)


ROW = Row(
    number=8,
    title=f"Append to the log, {PUBLISHERS} publishers",
    peer=f"JetStream, {IN_FLIGHT} in flight,",
    lines=(
        Line("always", "beside sync_interval: always", "/s", on_both(AtLeast(1))),
        Line("default", "beside the default, 2 minutes", "/s", {}),
    ),
    sides=sides,
)
