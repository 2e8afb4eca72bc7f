"""Services in another language, which know nothing but {type, data}, in the place of ours.

Each of the Express query, moderation, comments and posts services stands in for ours, one at a
time, on our bus; and the calls of their browser client work against ours.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.system.harness import System, wait_until
from tests.system.origin import add_origin, run_client

pytestmark = pytest.mark.only_on("sqlite")  # languages, not databases, are many here

BROWSER = "http://localhost:3000"
APPROVED = ("A good one", "approved")
REJECTED = ("I like orange buses", "rejected")
REJECTED_UNREAD = (None, "rejected")
NOTHING: dict[str, Any] = {"comments": []}


@pytest.fixture(scope="module")
def house() -> Iterator[System]:
    """One system for all tests: each puts ours back."""
    with System() as house:
        for service in ("posts", "comments", "query", "moderation"):
            add_origin(house, service)
        house.start()
        yield house


def test_an_express_query_shows_what_was_and_what_comes(house: System) -> None:
    before = journey(house)
    with standing_in(house, "query"):
        after = journey(house, query="origin-query")
        page = read_page(house, "origin-query")
    assert said(page[before]) == [APPROVED, REJECTED]
    assert said(page[after]) == [APPROVED, REJECTED]
    caught_up = [APPROVED, REJECTED_UNREAD]
    wait_until(
        lambda: said(read_page(house, "query").get(after, NOTHING)) == caught_up,
        "ours has caught up",
    )


def test_an_express_moderation_decides(house: System) -> None:
    with standing_in(house, "moderation"):
        post = journey(house)
        assert said(read_page(house, "query")[post]) == [APPROVED, REJECTED_UNREAD]
        comments = house.get("comments", f"/posts/{post}/comments").json()
        assert {comment["status"] for comment in comments} == {"approved", "rejected"}


def test_an_express_comments_takes_comments_and_verdicts(house: System) -> None:
    with standing_in(house, "comments"):
        post = journey(house, comments="origin-comments")
        assert said(read_page(house, "query")[post]) == [APPROVED, REJECTED_UNREAD]
        comments = house.get("origin-comments", f"/posts/{post}/comments").json()
        assert said({"comments": comments}) == [APPROVED, REJECTED]


def test_an_express_posts_takes_posts(house: System) -> None:
    with standing_in(house, "posts"):
        post = journey(house, posts="origin-posts")
        assert post in house.get("origin-posts", "/posts").json()
        assert said(read_page(house, "query")[post]) == [APPROVED, REJECTED_UNREAD]


def test_the_calls_of_the_origins_client_work_against_ours(house: System) -> None:
    journey(house)  # every service hears of the others by now: the client waits for nobody
    shown = run_client(house, "From the old client", "A good one", "I like orange buses")
    assert shown["title"] == "From the old client"
    assert sorted(shown["comments"]) == ["A good one", "This comment has been rejected"]


@pytest.mark.parametrize(
    ("service", "method", "path"),
    [
        ("posts", "POST", "/posts"),
        ("comments", "POST", "/posts/1/comments"),
        ("query", "GET", "/posts"),
    ],
)
def test_a_browser_may_make_the_clients_calls_from_another_port(
    house: System, service: str, method: str, path: str
) -> None:
    answer = house.request(
        "OPTIONS",
        service,
        path,
        headers={
            "Origin": BROWSER,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == BROWSER
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"]


@contextmanager
def standing_in(system: System, service: str) -> Iterator[None]:
    """The Express service takes over where ours ends, and gives back at the end."""
    theirs = f"origin-{service}"
    subscription = f"/subscriptions/{theirs}"
    after = position_of(system, service)
    system.stop(service)
    system.request("DELETE", "bus", f"/subscriptions/{service}")
    try:
        system.start(theirs)
        if service == "query":
            after = replayed_by(system, theirs)
        body = {"sink": system.url(theirs, "/events"), "mode": "json", "after": after}
        answer = system.request("PUT", "bus", subscription, json=body)
        assert answer.status_code == 201, answer.text
        yield
        assert system.get("bus", subscription).json()["lastError"] == ""
    finally:
        system.request("DELETE", "bus", subscription)
        system.stop(theirs)
        system.start(service)


def position_of(system: System, service: str) -> int:
    """Up to where our service has read the log; all of it, when it reads nothing."""
    subscription = system.get("bus", f"/subscriptions/{service}")
    if subscription.status_code == 404:
        return int(system.get("bus", "/status").json()["head"]["position"])
    return int(subscription.json()["position"])


def replayed_by(system: System, service: str) -> int:
    """How far it read the log as it started: positions are dense, so the count is the position."""
    counts = re.findall(r"replayed (\d+) events", system[service].tail())
    assert counts, f"{service} replayed nothing"
    return int(counts[-1])


def journey(
    system: System, *, posts: str = "posts", comments: str = "comments", query: str = "query"
) -> str:
    """A post, seen; a good and an orange comment, seen and settled. The post's id."""
    written = system.post(posts, "/posts", {"title": "Why the bus was late"})
    assert written.status_code == 201, written.text
    post: str = written.json()["id"]
    wait_until(lambda: post in read_page(system, query), "the post is on the page")
    path = f"/posts/{post}/comments"
    wait_until(lambda: system.get(comments, path).ok, "the post can be commented on")
    for content, _ in (APPROVED, REJECTED):
        answer = system.post(comments, path, {"content": content})
        assert answer.status_code == 201, answer.text
    wait_until(lambda: settled(read_page(system, query)[post]), "moderation has spoken about both")
    return post


def read_page(system: System, query: str) -> dict[str, Any]:
    """The page's posts by id, whether they come as ours (an array) or theirs (an object)."""
    page = system.get(query, "/posts").json()
    return {post["id"]: post for post in (page.values() if isinstance(page, dict) else page)}


def settled(post: dict[str, Any]) -> bool:
    statuses = [comment["status"] for comment in post["comments"]]
    return len(statuses) == 2 and "pending" not in statuses


def said(post: dict[str, Any]) -> list[tuple[str | None, str]]:
    """What its comments say and how they stand, the good one first."""
    return sorted(
        ((comment["content"], comment["status"]) for comment in post["comments"]), key=str
    )
