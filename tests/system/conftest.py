"""What the system tests share: a running system, and its logs beside whatever fails."""

from collections.abc import Generator, Iterator

import pytest

from tests.system.harness import System


@pytest.fixture
def system() -> Iterator[System]:
    """The five services, running, with nothing in them; ended after the test."""
    with System() as system:
        system.start()
        yield system


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of each process's log with a failing test, whatever fixture the system is of."""
    report = yield
    if report.when == "call" and report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, System):
                report.sections += [(f"{name}'s log", log) for name, log in value.logs().items()]
    return report
