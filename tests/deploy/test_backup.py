"""What docs/deploy.md says of backups is done, word for word, on a system that runs."""

import re
from collections.abc import Iterator

import pytest

from tests.deploy.blog import COMMENTS, POSTS, QUERY, new_comment, new_post, settled
from tests.deploy.docker import Docker
from tests.deploy.guide import commands
from tests.deploy.host import Host
from tests.deploy.writers import Writers
from tools.trial.waiting import wait_until

CONSUMERS = ("comments", "moderation", "query")
SERVICES = ("posts", *CONSUMERS)


@pytest.fixture
def docker(host: Host) -> Iterator[Docker]:
    with Docker(host) as docker:
        yield docker


@pytest.fixture
def kept(host: Host, docker: Docker) -> list[str]:
    """The comments, all of one post, that were taken before a backup; people wrote meanwhile."""
    with Writers(host) as writers:
        writers.wait_for_more()
        kept = list(writers.taken)
        docker.type(commands("Back up and restore"))
        writers.wait_for_more()
    wait_until(lambda: not writers.missing(), "query has all that was answered")
    return [writers.post, *kept]


@pytest.mark.parametrize("name", ["comments", "query"])
def test_one_service_is_restored_while_the_others_go_on(
    host: Host, docker: Docker, kept: list[str], name: str
) -> None:
    since = new_post(host, "Since the backup")
    docker.type(f"docker compose exec -T postgres dropdb -U postgres --force {name}")
    docker.type(re.sub("posts", name, commands("One service")))
    the_journey_goes_on(host, since)
    nothing_is_wrong(host)
    assert kept_is_there(host, kept)


def test_the_log_is_restored_and_has_all_that_was_sent_since(
    host: Host, docker: Docker, kept: list[str]
) -> None:
    since = new_post(host, "Since the backup")
    comment = new_comment(host, since, "A fine orange.")
    settled(host, since, comment)
    before = log_of(docker)
    docker.type("docker compose exec -T postgres dropdb -U postgres --force bus")
    docker.type(commands("The log"))
    the_journey_goes_on(host, since)
    nothing_is_wrong(host)
    assert before <= log_of(docker)
    assert settled(host, since, comment) == "rejected"
    assert kept_is_there(host, kept)


def test_all_of_it_is_restored_on_a_new_host(host: Host, docker: Docker, kept: list[str]) -> None:
    host.stop()
    docker.type("docker volume rm postbus_postgres-data")
    docker.type(commands("All of it"))
    the_journey_goes_on(host, kept[0])
    nothing_is_wrong(host)
    assert kept_is_there(host, kept)
    owned = shown(host, COMMENTS, kept[0])  # query may show what was written during the dumps
    assert owned.items() <= shown(host, QUERY, kept[0]).items()


def the_journey_goes_on(host: Host, post: str) -> None:
    """Below a post that was there and below a new one."""
    for one in (post, new_post(host, "After the restore")):
        assert settled(host, one, new_comment(host, one, "A fine apple.")) == "approved"


def kept_is_there(host: Host, kept: list[str]) -> bool:
    """Whether owners and query have what was in the backup, each as it was decided."""
    post, *comments = kept
    assert host.get(f"{POSTS}/posts/{post}").ok
    for name in (COMMENTS, QUERY):
        known = shown(host, name, post)
        assert {known.get(one) for one in comments} == {"approved"}, name
    return True


def nothing_is_wrong(host: Host) -> None:
    """Everybody has applied all of the log, nothing waits, nothing is parked, nobody is stopped."""

    def is_well() -> bool:
        end = end_of_log(host)
        reports = {name: host.get_from(name, "/status").json() for name in SERVICES}
        cursors = {name: reports[name]["cursor"] for name in CONSUMERS}
        assert not [one["stopped"] for one in cursors.values() if one["stopped"]]
        assert {one["position"] for one in cursors.values()} == {end}
        assert not any(one["parked"]["events"] for one in reports.values())
        assert not any(one["outbox"]["depth"] for one in reports.values())
        assert not any(one["outbox"]["parked"] for one in reports.values())
        return end_of_log(host) == end

    wait_until(is_well, "all is applied, and nothing is wrong")


def end_of_log(host: Host) -> int:
    position: int = host.get_from("bus", "/status").json()["head"]["position"]
    return position


def shown(host: Host, service: str, post: str) -> dict[str, str]:
    """The status of each comment of the post, as that service tells it."""
    found: dict[str, str] = {}
    path = f"{service}/posts/{post}/comments?limit=100"
    while path:
        answer = host.get(path)
        answer.raise_for_status()
        found |= {one["id"]: one["status"] for one in answer.json()}
        path = answer.links.get("next", {}).get("url", "").removeprefix(host.address)
    return found


def log_of(docker: Docker) -> set[str]:
    """Source and id of each event in the log, where each is once."""
    select = "SELECT source, event_id FROM bus_loggedevent"
    rows = docker.type(f"docker compose exec -T postgres psql -U postgres -At -c '{select}' bus")
    events = rows.splitlines()
    assert len(set(events)) == len(events)
    return set(events)
