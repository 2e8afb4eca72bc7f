"""The same promise with NATS as the engine: nothing lost, nothing twice, whatever dies."""

import threading
from collections.abc import Iterator

import pytest

from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.faults.on_nats import SPEAKING, in_log, is_drained, system_on_nats
from tests.system.harness import System, wait_until
from tools.nats import NatsServer

COMMENTS = 40


@pytest.fixture
def on_nats() -> Iterator[tuple[System, NatsServer]]:
    """The five services, running on a NATS server."""
    with system_on_nats() as (system, server):
        system.start()
        yield system, server


def test_a_comment_goes_through_all_services_and_the_bus_shows_it_all(
    on_nats: tuple[System, NatsServer],
) -> None:
    system, _ = on_nats
    blog = Blog(system)
    post = blog.post("Hello")
    good = blog.comment_when_known(post, GOOD)
    blog.comment(post, REJECTED)
    blog.comment(post, HELD)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "all is applied")

    story = system.get("bus", "/events", params={"subject": good}).json()
    types = [event["type"] for event in story]
    assert types == ["CommentCreated", "CommentModerated", "CommentUpdated"]
    assert len(system.get("bus", f"/trace/{good}").json()) >= 3
    assert system.get("bus", "/status").json()["stream"] == {"name": "EVENTS", "trouble": None}

    def are_shown() -> bool:
        shown = system.get("bus", "/subscriptions").json()
        assert {one["name"] for one in shown} == {"comments", "query", "moderation"}
        assert {one["mode"] for one in shown} == {"pull"}
        return all(one["lag"] == 0 for one in shown)

    wait_until(are_shown, "the bus shows how far each consumer is")


def test_what_is_posted_to_the_bus_reaches_those_who_speak_nats(
    on_nats: tuple[System, NatsServer],
) -> None:
    system, _ = on_nats
    body = {"type": "PostCreated", "data": {"id": "p1", "title": "By hand"}}
    answer = system.post("bus", "/events", body)
    assert answer.status_code == 201, answer.text
    [told] = answer.json()["events"]
    assert system.get("bus", f"/positions/{told['position']}").json()["id"] == told["id"]
    wait_until(lambda: system.get("query", "/posts/p1").ok, "query has the post")


@pytest.mark.parametrize("victim", ["nats", "bus", "comments", "moderation"])
def test_who_is_killed_in_mid_flow_loses_nothing(
    on_nats: tuple[System, NatsServer], victim: str
) -> None:
    system, server = on_nats
    blog = Blog(system)
    posts = [blog.post(f"Post {n}") for n in range(3)]
    for post in posts:
        blog.comment_when_known(post, GOOD)
    half = threading.Event()

    def write() -> None:
        for n in range(COMMENTS):
            if n == COMMENTS // 2:
                half.set()
            blog.comment_when_known(posts[n % 3], GOOD if n % 2 else REJECTED)

    writer = threading.Thread(target=write)
    writer.start()
    assert half.wait(60)
    if victim == "nats":
        server.kill()
        server.start()
    else:
        system.kill(victim)
        system.start(victim)
    writer.join(120)
    assert not writer.is_alive()

    blog.wait_settled()
    wait_until(lambda: is_drained(system), "every outbox is empty and all is applied")
    found = in_log(system)
    assert len(found) == len(set(found))


def test_while_nats_is_down_people_write_and_read_and_it_all_arrives_later(
    on_nats: tuple[System, NatsServer],
) -> None:
    system, server = on_nats
    blog = Blog(system)
    post = blog.post("Before")
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()
    server.kill()
    for _ in range(5):
        blog.comment(post, GOOD)
    assert all(system.get(name, "/readyz").ok for name in SPEAKING)
    refused = system.post("bus", "/events", {"type": "Noted", "data": {}})
    assert refused.status_code == 503, refused.text
    server.start()
    blog.wait_settled()
