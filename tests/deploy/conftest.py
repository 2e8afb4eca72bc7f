"""What the tests of the deployment share: one running host for all that does it no harm."""

from collections.abc import Generator, Iterator

import pytest

from tests.deploy.host import Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """All that compose starts, running."""
    with Host({"THROTTLE_WRITES": "off"}) as host:
        host.up()
        yield host


@pytest.fixture
def throttled(host: Host) -> Iterator[Host]:
    """The same, where one address may write twice a day."""
    posts = host.processes["posts"]
    before = dict(posts.environment)
    posts.environment["THROTTLE_WRITES"] = "2/day"
    for environment in (posts.environment, before):
        posts.stop()
        posts.environment = environment
        posts.begin()
        host.wait_healthy("posts")
        if environment is not before:
            yield host


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of each process's log with a failing test."""
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Host):
                report.sections += [(f"{name}'s log", log) for name, log in value.logs().items()]
    return report
