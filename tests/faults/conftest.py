"""What the fault tests share with the system tests: a running system, and its logs on failure."""

from collections.abc import Iterator

import pytest

from tests.system.conftest import pytest_runtest_makereport
from tests.system.harness import System
from tests.system.postgres import ObservedServer

__all__ = ["postgres", "pytest_runtest_makereport", "system"]


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    """The five services, running: each test of a file leaves them whole, and some posts behind."""
    with System() as system:
        system.start()
        yield system


@pytest.fixture(scope="module")
def postgres() -> Iterator[ObservedServer]:
    """A PostgreSQL server of the test file's own."""
    with ObservedServer() as server:
        yield server
