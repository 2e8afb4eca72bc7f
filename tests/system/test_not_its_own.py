"""A refusal that names an event parks that one with its key; any other is waited out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from tests.faults.blog import Blog
from tests.system.admin import act, delete
from tests.system.harness import System, wait_until
from tests.system.secured import Secured
from tools.credentials import new_secrets

OUTBOX = "/admin/eventbox/outboxevent/"


@pytest.fixture(scope="module")
def house() -> Iterator[Secured]:
    with Secured() as house:
        house.start()
        yield house


def test_an_event_whose_type_is_anothers_is_parked_until_the_bus_is_told_better(
    house: Secured,
) -> None:
    blog = Blog(house)
    gone = blog.post("To be deleted")
    blog.wait_settled()
    with settings(house, "bus", {"EVENT_SOURCES": "PostDeleted=/archive"}):
        delete(house, "posts", f"/admin/posts/post/{gone}/delete/")
        wait_until(lambda: parked(house) == 1, "the refused event is parked")
        blog.post("Another key")
        blog.wait_settled()
        [(row, reason)] = refused(house)
        assert "403: PostDeleted is published by /archive alone" in reason
    act(house, "posts", OUTBOX, "send_again", row)
    wait_until(lambda: gone not in blog.shown(), "query has dropped the post")
    assert parked(house) == 0


def test_a_service_whose_token_is_anothers_parks_what_it_sends_and_says_why(
    house: Secured,
) -> None:
    blog = Blog(house)
    with settings(house, "posts", {"EVENTBOX_BUS_TOKEN": house.token("query")}):
        for n in range(3):
            blog.post(f"Post {n}")
        wait_until(lambda: parked(house) == 3, "all that is refused is parked")
        rows = refused(house)
        for _, reason in rows:
            assert "403: query may publish only under the source /query" in reason
    act(house, "posts", OUTBOX, "send_again", *(row for row, _ in rows))
    blog.wait_settled()


def test_a_service_whose_token_is_nobodys_parks_nothing_and_waits(house: Secured) -> None:
    blog = Blog(house)
    token = new_secrets()["POSTS_EVENTBOX_BUS_TOKEN"]
    with settings(house, "posts", {"EVENTBOX_BUS_TOKEN": token}):
        blog.post("Hello")
        wait_until(lambda: "401" in str(status(house)["pump"]["lastError"]), "the service says so")
        assert (status(house)["outbox"]["parked"], status(house)["outbox"]["depth"]) == (0, 1)
    blog.wait_settled()


@contextmanager
def settings(system: System, name: str, changes: Mapping[str, str]) -> Iterator[None]:
    """The service runs with these settings, and afterwards with those that it had."""
    process = system[name]
    before = process.environment.copy()
    process.environment |= changes
    system.restart(name)
    yield
    process.environment = before
    system.restart(name)


def refused(system: System) -> list[tuple[int, str]]:
    rows = system.database("posts").read(
        "SELECT id, last_error FROM eventbox_outboxevent WHERE parked_at IS NOT NULL"
    )
    return [(row, reason) for row, reason in rows]


def parked(system: System) -> int:
    return int(status(system)["outbox"]["parked"])


def status(system: System) -> Any:
    return system.get("posts", "/status").json()
