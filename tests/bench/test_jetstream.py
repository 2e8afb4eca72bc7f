"""The stream that stands beside the log, on a real server."""

import asyncio

from bench.jetstream import STREAM, SUBJECT, connected, create_stream, fill, publish
from tools.nats import NatsServer

NUMBER = 700


async def stored(url: str) -> list[bytes]:
    async with connected(url) as stream:
        consumer = await stream.pull_subscribe(SUBJECT, durable="reader")
        found = [message.data for message in await consumer.fetch(NUMBER)]
        await stream.delete_consumer(STREAM, "reader")
    return found


def test_it_is_filled_in_order_and_publishes_count_when_they_are_acked() -> None:
    with NatsServer(sync_interval="2m") as server:
        create_stream(server.url)
        fill(server.url, [str(number) for number in range(NUMBER)])
        assert asyncio.run(stored(server.url)) == [str(number).encode() for number in range(NUMBER)]

        rate = publish(server.url, ["one", "two"], seconds=60)

    assert rate > 0
