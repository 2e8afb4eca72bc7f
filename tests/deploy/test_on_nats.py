"""The same with the profile `nats`: each service at its own login, whoever ends meanwhile."""

from collections.abc import Iterator

import pytest

from tests.deploy import test_ends as ends
from tests.deploy.blog import new_comment, new_post, settled
from tests.deploy.docker import Docker
from tests.deploy.guide import commands
from tests.deploy.host import Host
from tests.deploy.writers import Writers
from tools.trial.waiting import wait_until

SETTINGS = {
    "THROTTLE_WRITES": "off",
    "COMPOSE_PROFILES": "nats",
    "EVENTBOX_TRANSPORT_URL": "nats://nats:4222",
}
SOUND = {"name": "EVENTS", "trouble": None}
"""What the bus says of the stream, within five seconds once nothing is wrong with it."""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host(SETTINGS) as host:
        host.up()
        yield host


@pytest.fixture
def writers(host: Host) -> Iterator[Writers]:
    with Writers(host) as writers:
        yield writers


def test_a_comment_is_written_and_decided(host: Host) -> None:
    post = new_post(host, "Hello")
    assert settled(host, post, new_comment(host, post, "A fine apple.")) == "approved"
    assert settled(host, post, new_comment(host, post, "A fine orange.")) == "rejected"
    wait_until(lambda: stream_of(host) == SOUND, "the bus finds nothing wrong with the stream")


def test_each_process_ends_within_ten_seconds_of_sigterm(host: Host, writers: Writers) -> None:
    ends.test_each_process_ends_within_ten_seconds_of_sigterm(host, writers)


def test_each_process_may_be_killed(host: Host, writers: Writers) -> None:
    ends.test_each_process_may_be_killed(host, writers)


def test_nats_may_be_killed(host: Host, writers: Writers) -> None:
    writers.wait_for_more()
    host.nats.kill()
    writers.wait_for_more()
    host.nats.start()
    ends.nothing_is_lost(writers)


def test_the_data_of_nats_may_be_lost_once_the_bus_has_archived_them(host: Host) -> None:
    """By the commands of docs/deploy.md, the log is made anew behind the archive's end."""
    post = new_post(host, "Before")
    settled(host, post, new_comment(host, post, "A fine apple."))
    wait_until(lambda: is_archived(host), "the archive has all of the stream")
    host.nats.kill()
    with Docker(host) as docker:
        docker.type("docker volume rm postbus_nats-data")
        docker.type(commands("The data of NATS"))
    assert settled(host, post, new_comment(host, post, "A fine orange.")) == "rejected"
    wait_until(lambda: stream_of(host) == SOUND, "the bus says that all is well again")


def stream_of(host: Host) -> dict[str, str | None]:
    """What the bus says of the stream."""
    told: dict[str, str | None] = host.get_from("bus", "/status").json()["stream"]
    return told


def is_archived(host: Host) -> bool:
    """Whether the bus's log ends where the stream does, and everybody has applied it."""
    end = host.get_from("bus", "/status").json()["head"]["position"]
    reports = [
        host.get_from(name, "/status").json()
        for name in ("posts", "comments", "query", "moderation")
    ]
    cursors = [report["cursor"]["position"] for report in reports if report["cursor"]]
    return cursors == [end] * 3 and not any(report["outbox"]["depth"] for report in reports)
