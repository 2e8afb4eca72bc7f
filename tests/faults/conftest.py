"""What the fault tests share with the system tests: a running system, and its logs on failure."""

from collections.abc import Iterator

import pytest

from tests.system.conftest import pytest_runtest_makereport, system
from tests.system.postgres import ObservedServer

__all__ = ["postgres", "pytest_runtest_makereport", "system"]


@pytest.fixture(scope="module")
def postgres() -> Iterator[ObservedServer]:
    """A PostgreSQL server of the test file's own."""
    with ObservedServer() as server:
        yield server
