"""The bus as a real process, behind the HTTP transport, with sinks that it delivers to."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from eventbox.testing.conformance import Consumer
from eventbox.transports import HttpTransport, Transport
from tests.eventbox.processes import ROOT, Running
from tests.eventbox.stub_bus import Answer, Asked, StubBus
from tests.system.database import new_database

NOWHERE = "http://127.0.0.1:9"


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


@contextmanager
def running_bus(data: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a bus whose log is in a database of its own; `data` is an empty folder."""
    database = new_database(data, "bus")
    own = {
        "POSTBUS_DATA_DIR": str(data),
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "bus_site.settings",
        "DEBUG": "true",
        **(environment or {}),
    }
    command = [str(Path(ROOT, "bus_site", "manage.py")), "runserver", "--noreload", "127.0.0.1:0"]
    try:
        with Running(command, environment=own) as server:
            line = server.wait_for("The bus service is at ")
            yield line.split()[-1].rstrip("/")
    finally:
        database.remove()
