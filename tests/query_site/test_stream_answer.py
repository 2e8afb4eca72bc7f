"""`GET /stream` as an answer: its headers, where it begins, how it is described."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from rest_framework.test import APIClient

from eventbox.testing import apply
from query_site.query import changes
from query_site.query.streaming import hub as hubs
from query_site.query.streaming import view
from query_site.query.streaming.hub import Hub, Reader
from tests.query_site.listening import Told, parse
from tests.query_site.story import post_created

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub of the test's own, whose reader does not run."""
    hub = Hub()
    monkeypatch.setattr(view, "hub", hub)
    monkeypatch.setattr(Reader, "start", lambda reader: None)
    yield hub
    hub.close()


def first_told(client: APIClient, path: str = "/stream", **headers: str) -> list[Told]:
    answer: Any = client.get(path, headers=headers)
    with closing(answer):
        assert answer.status_code == 200
        return parse(next(iter(answer.streaming_content)))


@pytest.mark.parametrize("accept", ["text/event-stream", "*/*", "text/html", "application/json"])
def test_whoever_asks_gets_events_that_nobody_may_keep_or_hold_back(
    client: APIClient, accept: str
) -> None:
    answer = client.get("/stream", headers={"Accept": accept, "Origin": "http://localhost:3000"})
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


def test_a_first_connection_is_told_where_it_stands(client: APIClient) -> None:
    apply(post_created("p"))
    now = str(changes.current())
    assert first_told(client) == [Told("hello", {"id": now}, now)]


@pytest.mark.parametrize("way", ["header", "address"])
def test_who_was_there_before_is_told_what_was_missed(client: APIClient, way: str) -> None:
    apply(post_created("p"))
    last = str(changes.current())
    apply([post_created("q"), post_created("r", seconds=1)])
    if way == "header":
        told = first_told(client, **{"Last-Event-ID": last})
    else:
        told = first_told(client, f"/stream?lastEventId={last}")
    assert [(one.event, one.data["id"]) for one in told] == [("post", "q"), ("post", "r")]


@pytest.mark.parametrize("path", ["/posts", "/posts/p", "/posts/p/comments", "/posts?limit=1"])
def test_every_read_says_from_where_to_listen(client: APIClient, path: str) -> None:
    apply(post_created("p"))
    answer = client.get(path, headers={"Origin": "http://localhost:3000"})
    assert answer.headers["Stream-Position"] == str(changes.current())
    assert "Stream-Position" in answer.headers["Access-Control-Expose-Headers"]

    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Stream-Position"] == str(changes.current())


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(
    client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_VIEWERS", 0)
    answer = client.get("/stream")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_the_stream_is_described_in_openapi(client: APIClient) -> None:
    described = client.get("/schema?format=json").json()["paths"]["/stream"]["get"]
    assert {one["name"] for one in described["parameters"]} == {"Last-Event-ID", "lastEventId"}
    assert set(described["responses"]) == {"200", "400", "403", "406", "503"}
    assert set(described["responses"]["200"]["content"]) == {"text/event-stream"}
    for event in ("hello", "post", "post-deleted", "comment", "comment-deleted", "reset"):
        assert f"`{event}`" in described["description"]
