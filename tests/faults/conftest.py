"""What the fault tests share: the engines of the log, a running system, its logs on failure."""

from collections.abc import Iterator

import pytest

from tests.faults.engine import BOTH, NATS, EngineSystem, Running
from tests.system.conftest import pytest_runtest_makereport
from tests.system.postgres import ObservedServer

__all__ = ["engine", "postgres", "pytest_runtest_makereport", "running", "system"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """File by file, and first all that is over HTTP: one engine's system ends before the other's.

    pytest's own order would follow the values of every parameter that is valid for the session.
    """
    items.sort(key=lambda item: (_is_on_nats(item), item.path))


def _is_on_nats(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("engine") == NATS


@pytest.fixture(scope="session", params=BOTH)
def engine(request: pytest.FixtureRequest) -> str:
    """Where the log is: `http` for the bus, `nats`."""
    engine: str = request.param
    return engine


@pytest.fixture(scope="session")
def running(engine: str) -> Iterator[Running]:
    """The system that tests share, once one has asked for it."""
    with Running(engine) as running:
        yield running


@pytest.fixture
def system(running: Running, request: pytest.FixtureRequest) -> Iterator[EngineSystem]:
    """The five services, running: each test leaves them whole, and some posts behind.

    Behind a test that fails they are made anew.
    """
    failed = request.session.testsfailed
    yield running.system()
    if request.session.testsfailed > failed:
        running.end()


@pytest.fixture(scope="module")
def postgres() -> Iterator[ObservedServer]:
    """A PostgreSQL server of the test file's own."""
    with ObservedServer() as server:
        yield server
