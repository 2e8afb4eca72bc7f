"""`GET /stream` of the running system, under the development server and under the real one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.query_site.listening import Told
from tests.system.harness import System, wait_until
from tests.system.listening import Listener
from tests.system.poison import heal, poison
from tests.system.production import serve_query


@pytest.fixture(params=["runserver", "granian"])
def house(request: pytest.FixtureRequest) -> Iterator[System]:
    """The five services; query as its developers run it, or its server and its pump apart."""
    with System() as system:
        if request.param == "granian":
            serve_query(system)
            system.manage("query", "migrate")
            system["query-pump"].begin()
        system.start()
        yield system


def write(system: System, text: str) -> str:
    """A comment on a new post; its id."""
    post = system.post("posts", "/posts", {"title": "Hello"}).json()["id"]

    def taken() -> str | None:
        # On a busy machine the post may be on its way for longer than a comment waits for it.
        answer = system.post("comments", f"/posts/{post}/comments", {"comment": text})
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    return str(wait_until(taken, "the comment is taken"))


def settled(comment: str) -> Callable[[Told], bool]:
    return lambda told: (
        told.event == "comment" and told.data["id"] == comment and told.data["status"] != "pending"
    )


def test_a_verdict_reaches_every_viewer_and_no_text_that_is_not_approved_does(
    house: System,
) -> None:
    url = house.url("query")
    with Listener(url) as one, Listener(url) as other:
        one.hears(lambda told: told.event == "hello", "where it stands")
        kept, refused = write(house, "A fine apple."), write(house, "A fine orange.")

        for listener in (one, other):
            verdict = listener.hears(settled(kept), "the comment is approved").data
            assert (verdict["status"], verdict["content"]) == ("approved", "A fine apple.")
            verdict = listener.hears(settled(refused), "the comment is rejected").data
            assert (verdict["status"], verdict["content"]) == ("rejected", None)
            assert "orange" not in str(listener.told)


def test_what_a_viewer_was_told_of_is_in_every_read_from_then_on(house: System) -> None:
    with Listener(house.url("query")) as listener:
        for text in ("A fine apple.", "A fine pear.", "A fine plum."):
            assert page(house) == page(house)  # whoever keeps answers has this one
            comment = write(house, text)
            listener.hears(settled(comment), "the comment is approved")
            assert shown(house)[comment] == "approved"


def test_what_happened_between_two_connections_is_told_to_the_second(house: System) -> None:
    with Listener(house.url("query")) as first:
        first.hears(lambda told: told.event == "hello", "where it stands")
    comment = write(house, "A fine apple.")
    wait_until(lambda: "approved" in house.get("query", "/posts").text, "the comment is approved")
    with Listener(house.url("query"), first.last_id) as second:
        second.hears(settled(comment), "what was missed")
        assert {"hello", "reset"}.isdisjoint(told.event for told in second.told)


def test_a_stop_ends_the_streams_and_the_next_start_resumes_them(house: System) -> None:
    with Listener(house.url("query")) as first:
        first.hears(lambda told: told.event == "hello", "where it stands")
        house.stop("query")
        assert first.ended.wait(5)
    comment = write(house, "A fine apple.")
    house.start("query")
    with Listener(house.url("query"), first.last_id) as second:
        second.hears(settled(comment), "what was missed")
        assert "reset" not in [told.event for told in second.told]


def test_what_was_parked_and_redriven_is_told_to_a_viewer_who_resumes(house: System) -> None:
    poisoned, healthy = write(house, "A fine pear."), write(house, "A fine plum.")
    wait_until(
        lambda: shown(house) == {poisoned: "approved", healthy: "approved"}, "both are approved"
    )
    posts = {c: post["id"] for post in page(house) for c in ids(post)}
    # Query's database refuses every comment of that post, as a bug in a handler would.
    poison(house.database("query"), "query_comment", posts[poisoned])
    late = comment_on(house, posts[poisoned])
    wait_until(lambda: parked(house) > 0, "it is parked")
    with Listener(house.url("query")) as first:
        first.hears(lambda told: told.event == "hello", "where it stands")
        later = comment_on(house, posts[healthy])
        first.hears(settled(later), "the cursor has passed what is parked")
        last_id = next(told.id for told in reversed(first.told) if told.id)

    heal(house.database("query"), "query_comment")
    wait_until(lambda: parked(house) == 0, "it is redriven")
    with Listener(house.url("query"), last_id) as second:
        assert second.hears(settled(late), "what was redriven").data["status"] == "approved"
        assert {"hello", "reset"}.isdisjoint(told.event for told in second.told)


def comment_on(house: System, post: str) -> str:
    answer = house.post("comments", f"/posts/{post}/comments", {"comment": "A fine fig."})
    return str(answer.json()["id"])


def page(house: System) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = house.get("query", "/posts").json()
    return posts


def ids(post: dict[str, Any]) -> list[str]:
    return [comment["id"] for comment in post["comments"]]


def shown(house: System) -> dict[str, str]:
    return {c["id"]: c["status"] for post in page(house) for c in post["comments"]}


def parked(house: System) -> int:
    return int(house.get("query", "/status").json()["parked"]["events"])
