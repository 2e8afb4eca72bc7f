"""From the release before to this one and back again, process by process, while people write.

The migrations come first, under the feet of the old code; then the bus. Whoever publishes and
whoever consumes may follow in either order: so for a while old events meet new handlers, and on the
way back the reverse.
"""

import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.deploy.blog import new_comment, new_post, settled
from tests.deploy.host import Host
from tests.deploy.test_ends import nothing_is_lost
from tests.deploy.writers import Writers
from tools.house import ROOT

BUS = ("bus", "bus-delivery")
PRODUCERS = ("posts", "posts-pump", "comments", "comments-pump")
CONSUMERS = ("moderation", "moderation-pump", "query", "query-pump")


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the newest release."""
    archives = (Path(__file__).parent / "releases").glob("*.tar.xz")
    newest = max(archives, key=lambda path: [int(part) for part in path.stem[:-4].split(".")])
    folder = tmp_path_factory.mktemp("previous")
    with tarfile.open(newest) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_nothing_is_lost_while_one_release_follows_the_other_and_goes_back(previous: Path) -> None:
    with Host({"THROTTLE_WRITES": "off"}, previous) as host:
        host.up()
        with Writers(host) as writers:
            writers.wait_for_more()
            for name in sorted(host.one_shots):
                host.use(name, ROOT)
                host.run(name)
            whole_journey(host)
            for names in (BUS, PRODUCERS, CONSUMERS):
                replace(host, names, ROOT, writers)
            for names in (PRODUCERS, CONSUMERS, BUS):
                replace(host, names, previous, writers)
            nothing_is_lost(writers)


def replace(host: Host, names: Sequence[str], release: Path, writers: Writers) -> None:
    """One after the other by that of the release; then old and new are side by side."""
    for name in names:
        host.processes[name].stop(seconds=10)
        host.use(name, release)
        host.processes[name].begin()
        host.wait_healthy(name)
        writers.wait_for_more(1)
    whole_journey(host)


def whole_journey(host: Host) -> None:
    post = new_post(host, "Between releases")
    assert settled(host, post, new_comment(host, post, "A fine orange.")) == "rejected"
