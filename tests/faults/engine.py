"""The log's engine: the bus over HTTP, or NATS. A fault test runs on both, and its id says which.

What a service's database does is the same with either. So NATS is gone through on SQLite alone,
but where a test is about PostgreSQL. A test that is for one engine alone says why.
"""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Self

import pytest
from _pytest.mark import ParameterSet

from tests.system.harness import Process, System
from tools.nats import NatsServer

HTTP, NATS = "http", "nats"
VARIABLE = "EVENTBOX_TRANSPORT_URL"
"""Environment variable: where NATS is, for the services and for the bus."""

_on_sqlite = pytest.mark.only_on("sqlite")
BOTH = [HTTP, pytest.param(NATS, marks=_on_sqlite)]
"""The parameters of the fixture `engine`."""

only_http = pytest.mark.parametrize("engine", [HTTP], indirect=True)
only_nats = pytest.mark.parametrize("engine", BOTH[1:], indirect=True)


def with_each(name: str, *, http: Iterable[object], nats: Iterable[object]) -> pytest.MarkDecorator:
    """The test runs with each of those for `name`: some on one engine, some on the other."""
    cases: list[ParameterSet] = [pytest.param(HTTP, value) for value in http]
    cases += [pytest.param(NATS, value, marks=_on_sqlite) for value in nats]
    # The scope is the fixture's own, which would be a single test otherwise.
    return pytest.mark.parametrize(("engine", name), cases, indirect=["engine"], scope="session")


class EngineSystem(System):
    """The five services with their log at `engine`: at NATS on a server of their own, `nats`."""

    def __init__(
        self,
        engine: str,
        *,
        environment: Mapping[str, str] | None = None,
        own: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.nats = NatsServer() if engine == NATS else None
        at = {VARIABLE: self.nats.url} if self.nats else {}
        super().__init__(environment={**at, **(environment or {})}, own=own)

    def __enter__(self) -> Self:
        if self.nats:
            self.nats.start()
        return self

    def close(self) -> None:
        super().close()
        if self.nats:
            self.nats.close()

    def part(self, name: str) -> Process | NatsServer:
        """One of the processes; by the name of `nats` its server."""
        if name != NATS:
            return self[name]
        assert self.nats, "the log is not in NATS"
        return self.nats

    def start_again(self, name: str) -> None:
        """Start the part and wait until it is ready."""
        self.part(name).begin()
        self.part(name).wait_ready()

    def logs(self) -> dict[str, str]:
        return super().logs() | ({NATS: self.nats.log_tail()} if self.nats else {})


class Running:
    """A system that many tests use, one after the other: started when it is asked for."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._stack = ExitStack()
        self._system: EngineSystem | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def system(self) -> EngineSystem:
        if self._system is None:
            system = self._stack.enter_context(EngineSystem(self._engine))
            system.start()
            self._system = system
        return self._system

    def end(self) -> None:
        """End it; the next one who asks gets a new one."""
        self._system = None
        self._stack.close()
