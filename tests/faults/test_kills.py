"""Each of the five services is killed in mid-flow and started again: the end is as without."""

import threading

import pytest

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.system.harness import SERVICES, System, wait_until

COMMENTS = 60


@pytest.mark.parametrize("victim", SERVICES)
def test_a_service_killed_in_mid_flow_loses_nothing(system: System, victim: str) -> None:
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
            if n % 4 == 0:
                blog.post_in_the_end(f"Meanwhile {n}")

    writer = threading.Thread(target=write)
    writer.start()
    assert half.wait(60)
    system.kill(victim)
    system.start(victim)
    writer.join(120)
    assert not writer.is_alive()
    assert len(blog.comments) == len(posts) + COMMENTS

    blog.wait_settled()
    wait_until(lambda: is_drained(system), "every outbox is empty and every consumer has caught up")
    ids = [(event["source"], event["id"]) for event in system.get("bus", "/events").json()]
    assert len(ids) == len(set(ids))


def is_drained(system: System) -> bool:
    subscriptions = system.get("bus", "/subscriptions").json()
    depths = [
        system.get(name, "/status").json()["outbox"]["depth"]
        for name in ("posts", "comments", "moderation", "query")
    ]
    return not any(depths) and all(one["lag"] == 0 for one in subscriptions)
