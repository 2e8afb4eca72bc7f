"""NATS JetStream passes the suite that every transport passes, and so does the bus upon it."""

from collections.abc import Iterator

import pytest

from eventbox.errors import BusError
from eventbox.ids import uuid7
from eventbox.testing.conformance import (
    ALL_FEATURES,
    BATCH_ORDER,
    PULLED,
    WINDOWS,
    Consumer,
    LogUnderTest,
    TransportConformance,
)
from eventbox.transports import Transport
from eventbox.transports.nats import LogStream, NatsTransport
from tests.eventbox.processes import wait_until
from tests.eventbox.real_bus import RealBus, Sinks, running_bus
from tests.eventbox.stub_bus import stub_bus
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


@pytest.fixture(scope="module")
def bus_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running bus whose log is in NATS from its first event on."""
    with NatsServer() as server:
        environment = {"EVENTBOX_TRANSPORT_URL": server.url}
        with running_bus(tmp_path_factory.mktemp("bus"), environment) as url:
            wait_until(lambda: _has_a_log(server.url), "the bus has made the stream")
            yield url


def _has_a_log(url: str) -> bool:
    transport = NatsTransport(url)
    try:
        transport.state()
    except BusError:
        return False
    finally:
        transport.close()
    return True


class TestTheBusOnNats(TransportConformance):
    """What any language sees over HTTP, with NATS as the engine."""

    features = ALL_FEATURES - {BATCH_ORDER, PULLED}

    @pytest.fixture
    def log(self, bus_url: str) -> Iterator[LogUnderTest]:
        with stub_bus(Sinks) as sinks:
            assert isinstance(sinks, Sinks)
            yield RealBus(bus_url, sinks)
