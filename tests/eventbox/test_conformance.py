"""Both transports of eventbox pass the one suite: the log in memory, and the real bus over HTTP."""

from collections.abc import Iterator

import pytest

from eventbox.testing import InMemoryBus, MemoryLog, MemoryTransport
from eventbox.testing.conformance import (
    ALL_FEATURES,
    PULLED,
    WINDOWS,
    Consumer,
    LogUnderTest,
    TransportConformance,
)
from eventbox.transports import Transport
from tests.eventbox.real_bus import RealBus, Sinks, running_bus
from tests.eventbox.stub_bus import stub_bus


class InMemory:
    """The log in memory, turned by hand."""

    def __init__(self) -> None:
        self._bus = InMemoryBus()

    def connect(self) -> Transport:
        return MemoryTransport(self._bus.log)

    def out_of_reach(self) -> Transport:
        down = MemoryLog()
        down.reachable = False
        return MemoryTransport(down)

    def listen(self, consumer: Consumer) -> str:
        sink = f"memory://{consumer.name}"
        self._bus.listeners[sink] = consumer.receive
        return sink

    def turn(self) -> None:
        self._bus.turn()


class TestInMemory(TransportConformance):
    features = ALL_FEATURES - {PULLED}

    @pytest.fixture
    def log(self) -> LogUnderTest:
        return InMemory()


@pytest.fixture(scope="module")
def bus_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running bus with a log of its own."""
    with running_bus(tmp_path_factory.mktemp("bus")) as url:
        yield url


class TestHttp(TransportConformance):
    features = ALL_FEATURES - {PULLED}

    @pytest.fixture
    def log(self, bus_url: str) -> Iterator[LogUnderTest]:
        with stub_bus(Sinks) as sinks:
            assert isinstance(sinks, Sinks)
            yield RealBus(bus_url, sinks)


def test_a_test_of_a_feature_that_is_not_declared_is_not_there() -> None:
    class Pulling(TransportConformance):
        features = ALL_FEATURES - {WINDOWS}

    name = "test_what_is_appended_later_is_delivered_later"
    assert getattr(Pulling, name) is None
    assert callable(getattr(TransportConformance, name))


def test_a_feature_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="telepathy"):
        type("Odd", (TransportConformance,), {"features": frozenset({"telepathy"})})
