"""Several web processes, pumps and deliveries at once: one works, the other stands by."""

import threading
from collections.abc import Iterator

import pytest

from tests.faults.blog import GOOD, REJECTED
from tests.faults.log import in_log, is_drained
from tests.faults.replicas import DELIVERIES, PUMPS, BlogAtBoth, Replicas, other
from tests.system.harness import wait_until
from tests.system.postgres import ObservedServer

CONSUMERS = {"comments", "moderation", "query"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(kind, marks=pytest.mark.only_on(kind)) for kind in ("sqlite", "postgres")],
)
def replicas(request: pytest.FixtureRequest, engine: str) -> Iterator[Replicas]:
    server: ObservedServer | None = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
    with Replicas(engine, server) as replicas:
        replicas.start_all()
        wait_until(lambda: replicas.deliveries().keys() == CONSUMERS, "all have subscribed")
        yield replicas


def write(blog: BlogAtBoth) -> None:
    """Post, and comment at both web processes."""
    post = blog.post_in_the_end("A post")
    for n in range(6):
        blog.comment_when_known(post, GOOD if n % 2 else REJECTED)


def settle(blog: BlogAtBoth) -> None:
    """All that was written is on the page, and nothing is in the log twice."""
    blog.wait_settled()
    wait_until(lambda: is_drained(blog.system), "every outbox is empty, every consumer caught up")
    assert in_log(blog.system)


def test_one_relay_is_active_and_the_other_takes_over_when_it_is_killed(
    replicas: Replicas,
) -> None:
    """From NATS one of the two pulls, too, and is killed next."""
    blog = BlogAtBoth(replicas)
    for work in (replicas.relay, replicas.puller if replicas.nats else replicas.relay):
        active = replicas.pump_at(replicas.relay)
        standby = other(active, PUMPS)
        before = len(replicas[standby].log.read_text())
        write(blog)
        settle(blog)
        sent = "eventbox.relay" in replicas[standby].log.read_text()[before:]
        assert not sent or replicas.relay() == standby, "who does not hold the lease sends nothing"

        victim = replicas.pump_at(work)
        replicas.kill(victim)
        write(blog)
        assert replicas.pump_at(work) == other(victim, PUMPS)
        settle(blog)
        replicas[victim].begin()


def test_one_delivers_to_each_subscription_and_the_other_takes_over_when_it_is_killed(
    replicas: Replicas,
) -> None:
    blog = BlogAtBoth(replicas)
    write(blog)
    settle(blog)
    for victim in DELIVERIES:
        replicas.wait_for_delivery(*DELIVERIES)
        replicas.kill(victim)
        write(blog)
        replicas.wait_for_delivery(other(victim, DELIVERIES))
        settle(blog)
        replicas[victim].begin()


def test_when_a_web_process_is_killed_people_write_to_the_other(replicas: Replicas) -> None:
    blog = BlogAtBoth(replicas)
    write(blog)
    settle(blog)
    post = next(iter(blog.posts))
    replicas.kill("comments")  # where the bus delivers, too
    for _ in range(6):
        blog.comment(post, GOOD)
    replicas.start("comments")
    settle(blog)


def test_two_web_processes_append_to_one_log(replicas: Replicas) -> None:
    given: list[int] = []

    def append(web: str) -> None:
        for n in range(20):
            events = [{"type": "NoteTaken", "data": {"n": n, "web": web}} for _ in range(3)]
            answer = replicas.post(web, "/events", events)
            assert answer.status_code == 201, answer.text
            given.extend(event["position"] for event in answer.json()["events"])

    threads = [threading.Thread(target=append, args=(web,)) for web in ("bus", "bus-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(given) == 120
    assert sorted(given) == list(range(min(given), min(given) + 120))
