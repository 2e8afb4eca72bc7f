"""A log in a NATS server of the tests' own, as tests handle it: made anew, read, spoilt."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import nats
from nats.js import JetStreamContext
from nats.js.api import PubAck

from eventbox.envelope import Event
from eventbox.errors import BusError
from eventbox.ids import uuid7
from eventbox.testing import make_event
from eventbox.transports.nats import LogStream, NatsTransport, StreamSettings
from eventbox.transports.nats.stream import STREAM
from tools.nats import NatsServer
from tools.trial.waiting import wait_until

T = TypeVar("T")


class NatsLog:
    """A new log on `server`; the stream of an earlier one is gone. Its messages may be deleted."""

    def __init__(self, server: NatsServer, *, first: int = 1, log: str | None = None) -> None:
        self.server = server
        self.id = log or str(uuid7())
        self._transports: list[NatsTransport] = []
        stream = LogStream(server.url)
        wait_until(lambda: self._made(stream, first), "the stream is made, with nothing in it")
        stream.close()

    def _made(self, stream: LogStream, first: int) -> bool:
        """False where the server has brought back what it was still removing."""
        if stream.state() is not None:
            stream.delete()
        try:
            stream.create(self.id, first=first, settings=StreamSettings(guarded=False))
        except BusError:
            return False
        return True

    def connect(self, url: str | None = None) -> NatsTransport:
        """A transport to it, closed with it."""
        transport = NatsTransport(url or self.server.url)
        self._transports.append(transport)
        return transport

    def close(self) -> None:
        for transport in self._transports:
            transport.close()

    @property
    def events(self) -> list[Event]:
        """All that is in it, in order."""
        reader = self.connect()
        return reader.history(types=(), after=0, upto=reader.end(), limit=100_000)

    def texts(self) -> list[str]:
        """What its events say."""
        return [event.data["text"] for event in self.events]

    def publish(self, subject: str, body: bytes, headers: dict[str, str] | None = None) -> PubAck:
        """Put a message of any kind into the stream, past the transport."""
        return self.ask(lambda js: js.publish(subject, body, headers=headers))

    def purge(self) -> None:
        """Remove all messages; the stream goes on counting."""
        self.ask(lambda js: js.purge_stream(STREAM))

    def delete(self, position: int) -> None:
        """Remove one message."""
        self.ask(lambda js: js.delete_msg(STREAM, position))

    def ask(self, call: Callable[[JetStreamContext], Awaitable[T]]) -> T:
        """What JetStream answers to a call."""

        async def asked() -> T:
            client = await nats.connect(self.server.url)
            try:
                return await call(client.jetstream())
            finally:
                await client.close()

        return asyncio.run(asked())


def notes(*texts: str) -> list[Event]:
    """Events that say so; a text "a:hello" has the partition key "a"."""
    return [
        make_event("Noted", {"text": text}, partition_key=text.partition(":")[0]) for text in texts
    ]


def envelopes(events: list[Event]) -> list[str]:
    return [event.text for event in events]
