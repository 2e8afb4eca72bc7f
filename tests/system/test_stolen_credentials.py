"""Somebody has stolen all that posts knows: its token, its secret and its key. What can he do?"""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from eventbox.envelope import new_envelope
from eventbox.signing import sign
from eventbox.window import encode_window
from tests.faults.blog import HELD, REJECTED, Blog
from tests.system.closed import ClosedSystem
from tools.trial.waiting import wait_until


@pytest.fixture(scope="module")
def house() -> Iterator[ClosedSystem]:
    with ClosedSystem() as house:
        house.start()
        yield house


@pytest.fixture(scope="module")
def blog(house: ClosedSystem) -> Blog:
    """A post with two comments whose text nobody may read."""
    blog = Blog(house)
    post = blog.post("Hello")
    blog.comment_when_known(post, REJECTED)
    blog.comment(post, HELD)
    blog.wait_settled()
    return blog


def comment_events(house: ClosedSystem) -> list[str]:
    rows = house.database("bus").read(
        "SELECT event_id FROM bus_loggedevent WHERE type LIKE 'Comment%'"
    )
    return [id for (id,) in rows]


def approval_of(blog: Blog, source: str) -> dict[str, Any]:
    ((post, comment),) = [(p, id) for id, (p, text) in blog.comments.items() if text == HELD]
    data = {"id": comment, "postId": post, "status": "approved", "content": HELD}
    event = new_envelope(
        source=source, type="CommentModerated", data=data, subject=comment, partition_key=post
    )
    return parsed(event.text)


def parsed(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


@pytest.mark.parametrize("source", ["/moderation", "/posts"])
def test_he_cannot_approve_a_comment_by_the_bus(
    house: ClosedSystem, blog: Blog, source: str
) -> None:
    forged = approval_of(blog, source)
    answer = house.as_client(house.token("posts"), "POST", "/events", json=forged)
    assert answer.status_code == 403
    bare = {"type": "CommentModerated", "data": forged["data"]}
    assert house.as_client(house.token("posts"), "POST", "/events", json=bare).status_code == 403
    still_as_written(house, blog)


@pytest.mark.parametrize("service", ["comments", "query", "moderation"])
def test_he_cannot_push_to_another_service(house: ClosedSystem, blog: Blog, service: str) -> None:
    body = encode_window(
        log="log",
        subscription=service,
        after=0,
        after_id=None,
        upto=0,
        upto_id=None,
        types=[],
        events=[],
        head=0,
    )
    for headers in ({}, sign(house.webhook_secret("posts"), "1", int(time.time()), body)):
        answer = house.request("POST", service, "/events", data=body, headers=headers)
        assert answer.status_code == 401
    assert house.post(service, "/events", approval_of(blog, "/moderation")).status_code == 401
    still_as_written(house, blog)


def test_he_cannot_read_what_comments_say(house: ClosedSystem, blog: Blog) -> None:
    seen: list[str] = []

    def ask(method: str, path: str, **options: Any) -> int:
        answer = house.as_client(house.token("posts"), method, path, **options)
        seen.append(answer.text)
        return answer.status_code

    events = comment_events(house)
    assert len(events) >= 4
    assert ask("GET", "/events") == 403
    assert ask("GET", "/events?type=CommentCreated") == 403
    assert ask("GET", f"/events?subject={next(iter(blog.comments))}") == 403
    assert {ask("GET", f"/events/{id}") for id in events} == {404}
    assert {ask("GET", f"/trace/{id}") for id in blog.comments} == {403}
    assert ask("GET", "/subscriptions") == 200
    assert ask("GET", "/subscriptions/comments") == 403
    mine = {"sink": "http://127.0.0.1:1/", "types": ["CommentCreated"]}
    for types in (["CommentCreated"], []):
        for mode in ("window", "json"):
            wish = mine | {"types": types, "mode": mode}
            assert ask("PUT", "/subscriptions/posts", json=wish) == 403
            assert ask("PUT", "/subscriptions/comments", json=wish) == 403
    assert ask("DELETE", "/subscriptions/comments") == 403
    assert house.get("moderation", "/reviews").status_code in (401, 403)
    assert ask("GET", "/status") == 200
    for text in (REJECTED, HELD, house.url("comments", "/events")):
        assert text not in "".join(seen)
    still_as_written(house, blog)


def test_what_he_may_do_is_post(house: ClosedSystem, blog: Blog) -> None:
    forged = new_envelope(source="/posts", type="PostCreated", data={"id": "x", "title": "Forged"})
    answer = house.as_client(house.token("posts"), "POST", "/events", json=parsed(forged.text))
    assert answer.status_code == 201
    wait_until(
        lambda: "Forged" in house.get("query", "/posts").text, "posts' credentials are good for it"
    )
    still_as_written(house, blog)


def still_as_written(house: ClosedSystem, blog: Blog) -> None:
    assert blog.shown() == blog.expected()
    assert house.get("comments", "/status").json()["cursor"]["passedOver"] == 0
