"""NATS JetStream by nats-py: a stream in a file, and publishers that wait for their acks."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import StorageType, StreamConfig

STREAM = "BENCH"
SUBJECT = "bench.events"
CONNECTIONS = 4
IN_FLIGHT = 256
"""Publishes that wait for their acks at any time, of all connections together."""


def create_stream(url: str) -> None:
    """An empty stream, in a file."""
    asyncio.run(_create(url))


def fill(url: str, envelopes: Sequence[str]) -> None:
    """Publish all of them in order."""
    asyncio.run(_fill(url, envelopes))


def publish(url: str, envelopes: Sequence[str], *, seconds: float) -> float:
    """Publish them, in any order, for so long at most. Returns how many were acked per second."""
    return asyncio.run(_publish(url, envelopes, seconds))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[JetStreamContext]:
    """JetStream over a connection of its own."""
    client: Client = await nats.connect(url)
    try:
        yield client.jetstream()
    finally:
        await client.close()


async def _create(url: str) -> None:
    async with connected(url) as stream:
        await stream.add_stream(
            StreamConfig(name=STREAM, subjects=[SUBJECT], storage=StorageType.FILE)
        )


async def _fill(url: str, envelopes: Sequence[str]) -> None:
    async with connected(url) as stream:
        for begin in range(0, len(envelopes), IN_FLIGHT):
            # The requests of one connection are sent in the order in which they were begun.
            await asyncio.gather(
                *[
                    stream.publish(SUBJECT, envelope.encode())
                    for envelope in envelopes[begin : begin + IN_FLIGHT]
                ]
            )


async def _publish(url: str, envelopes: Sequence[str], seconds: float) -> float:
    waiting = iter([envelope.encode() for envelope in envelopes])
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(connected(url)) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        until = began + seconds
        acked = await asyncio.gather(
            *[
                _publisher(streams[number % CONNECTIONS], waiting, until)
                for number in range(IN_FLIGHT)
            ]
        )
        return sum(acked) / (time.perf_counter() - began)


async def _publisher(stream: JetStreamContext, waiting: Iterator[bytes], until: float) -> int:
    acked = 0
    for payload in waiting:
        await stream.publish(SUBJECT, payload)
        acked += 1
        if time.perf_counter() > until:
            break
    return acked
