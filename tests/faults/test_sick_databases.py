"""A service's own database is full, read-only or locked: 503, nothing half done, and on it goes.

With the log in NATS one of these is enough: what the bus's archive does then.
"""

import sqlite3
from contextlib import closing
from urllib.parse import quote

import pytest
import requests

from tests.faults.blog import GOOD, Blog
from tests.faults.engine import only_http, with_each
from tests.system.harness import System
from tools.trial.waiting import PATIENCE

pytestmark = pytest.mark.only_on("sqlite")

USUAL = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
SICKNESSES = {
    "full": "PRAGMA max_page_count=1;",  # SQLite makes it the size that there is
    "read-only": "PRAGMA query_only=1;",
}
ENOUGH = 500


@with_each("sickness", http=SICKNESSES, nats=["full"])
def test_a_database_that_takes_nothing_more_costs_a_503(system: System, sickness: str) -> None:
    blog = Blog(system)
    post = blog.post("Before")
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()

    for name in ("posts", "comments", "bus"):
        system[name].environment["DATABASE_URL"] = limited(system, name, SICKNESSES[sickness])
    system.restart("posts", "comments", "bus")
    refused = until_refused(system, "posts", "/posts", {"title": "x" * 200})
    assert int(refused.headers["Retry-After"]) > 0
    until_refused(system, "comments", f"/posts/{post}/comments", {"content": "y" * 2000})
    until_refused(system, "bus", "/events", {"type": "Filler", "data": {"text": "z" * 50_000}})
    for name in ("posts", "comments", "bus"):
        assert system.get(name, "/healthz").status_code == 200
    assert system.get("posts", f"/posts/{post}").status_code == 200
    assert written("posts_post", system, "posts") == told("PostCreated", system, "posts")
    assert written("comments_comment", system, "comments") == told(
        "CommentCreated", system, "comments"
    )
    assert log_is_dense(system)

    for name in ("posts", "comments", "bus"):
        system[name].environment["DATABASE_URL"] = system.database(name).url
    system.restart("posts", "comments", "bus")
    blog.comment_when_known(blog.post("Afterwards"), GOOD)
    blog.wait_settled()


@only_http
def test_a_database_that_is_locked_costs_a_503(system: System) -> None:
    blog = Blog(system)
    before = written("posts_post", system, "posts")
    post = blog.post("Before")
    url = f"{system.database('posts').url.removeprefix('sqlite:///')}"
    with closing(sqlite3.connect(url, timeout=PATIENCE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = system.post("posts", "/posts", {"title": "Meanwhile"})
        assert answer.status_code == 503, answer.text
        assert system.get("posts", f"/posts/{post}").status_code == 200
        other.execute("ROLLBACK")
    assert written("posts_post", system, "posts") == before + 1
    assert told("PostCreated", system, "posts") == before + 1
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()


def limited(system: System, name: str, pragma: str) -> str:
    return f"{system.database(name).url}?init_command={quote(USUAL + pragma)}"


def until_refused(
    system: System, name: str, path: str, body: dict[str, object]
) -> requests.Response:
    """Write until it is refused; a database that is full has some room left in its last pages."""
    for _ in range(ENOUGH):
        answer = system.post(name, path, body)
        if answer.status_code != 201:
            assert answer.status_code == 503, answer.text
            return answer
    raise AssertionError(f"{name} took {ENOUGH} writes")


def written(table: str, system: System, name: str) -> int:
    ((count,),) = system.database(name).read(f"SELECT count(*) FROM {table}")
    return int(count)


def told(type: str, system: System, name: str) -> int:
    """How many events of the type the service has in its outbox, sent or not."""
    ((count,),) = system.database(name).read(
        f"SELECT count(*) FROM eventbox_outboxevent WHERE type = '{type}'"
    )
    return int(count)


def log_is_dense(system: System) -> bool:
    rows = system.database("bus").read("SELECT position FROM bus_loggedevent ORDER BY position")
    ((head,),) = system.database("bus").read("SELECT position FROM bus_head")
    return [position for (position,) in rows] == list(range(1, head + 1))
