"""NATS JetStream passes the suite that every transport passes, on a real server."""

from collections.abc import Iterator

import pytest

from eventbox.ids import uuid7
from eventbox.testing.conformance import (
    ALL_FEATURES,
    BATCH_ORDER,
    WINDOWS,
    Consumer,
    LogUnderTest,
    TransportConformance,
)
from eventbox.transports import Transport
from eventbox.transports.nats import LogStream, NatsTransport
from tools.nats import NatsServer

NOWHERE = "nats://127.0.0.1:9"


class OnNats:
    """The log at a NATS server; its consumers pull."""

    def __init__(self, url: str) -> None:
        self._url = url

    def connect(self) -> Transport:
        return NatsTransport(self._url)

    def out_of_reach(self) -> Transport:
        return NatsTransport(NOWHERE)

    def listen(self, consumer: Consumer) -> str:
        raise NotImplementedError

    def turn(self) -> None:
        """Nobody is pushed to."""


@pytest.fixture(scope="module")
def nats_url() -> Iterator[str]:
    """A server with the stream of a new log."""
    with NatsServer() as server:
        stream = LogStream(server.url)
        stream.create(str(uuid7()), first=1)
        stream.close()
        yield server.url


class TestNats(TransportConformance):
    features = ALL_FEATURES - {BATCH_ORDER, WINDOWS}

    @pytest.fixture
    def log(self, nats_url: str) -> LogUnderTest:
        return OnNats(nats_url)
