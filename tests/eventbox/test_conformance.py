"""Both transports of eventbox pass the one suite: the log in memory, and the real bus over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

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
from eventbox.transports import HttpTransport, Transport
from tests.eventbox.processes import ROOT, Running
from tests.eventbox.stub_bus import Answer, Asked, StubBus, stub_bus

NOWHERE = "http://127.0.0.1:9"


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


class Sinks(StubBus):
    """A server with a path for each consumer."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.consumers: dict[str, Consumer] = {}

    def answer_to(self, asked: Asked) -> Answer:
        answer = self.consumers[asked.path].receive(asked.body)
        wait = {"Retry-After": str(answer.retry_after)} if answer.retry_after else {}
        return Answer(answer.status, json.loads(json.dumps(answer.body)), wait)


class RealBus:
    """The bus at `url`, which delivers on its own, to real sinks."""

    def __init__(self, url: str, sinks: Sinks) -> None:
        self._url = url
        self._sinks = sinks

    def connect(self) -> Transport:
        return HttpTransport(self._url)

    def out_of_reach(self) -> Transport:
        return HttpTransport(NOWHERE)

    def listen(self, consumer: Consumer) -> str:
        path = f"/{consumer.name}"
        self._sinks.consumers[path] = consumer
        return self._sinks.url + path

    def turn(self) -> None:
        """The bus does."""


@pytest.fixture(scope="module")
def bus_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running bus with a log of its own."""
    environment = {
        "POSTBUS_DATA_DIR": str(tmp_path_factory.mktemp("bus")),
        "DJANGO_SETTINGS_MODULE": "bus_site.settings",
        "DEBUG": "true",
    }
    command = [str(Path(ROOT, "bus_site", "manage.py")), "runserver", "--noreload", "127.0.0.1:0"]
    with Running(command, environment=environment) as server:
        line = server.wait_for("The bus service is at ")
        yield line.split()[-1].rstrip("/")


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
