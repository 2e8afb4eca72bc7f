"""All that compose starts works together, through the one port that it publishes."""

import json
from collections.abc import Iterator

import requests

from tests.deploy.blog import QUERY, new_comment, new_post, settled
from tests.deploy.host import Host
from tools.trial.waiting import wait_until


def test_a_comment_is_written_and_decided(host: Host) -> None:
    post = new_post(host, "Hello")
    assert settled(host, post, new_comment(host, post, "A fine apple.")) == "approved"
    assert settled(host, post, new_comment(host, post, "A fine orange.")) == "rejected"


def test_the_page_finds_the_services_below_its_own_address(host: Host) -> None:
    page = host.get("/")
    assert "<title>Postbus</title>" in page.text
    told = host.get("/config.json").json()
    assert told["busUrl"] is None
    for name in ("postsUrl", "commentsUrl", "queryUrl"):
        assert told[name].startswith("/api/")
    assert "connect-src 'self';" in page.headers["Content-Security-Policy"]
    assert host.get(told["queryUrl"] + "/posts").ok


def test_the_next_page_lies_behind_the_gateway_too(host: Host) -> None:
    posts = [new_post(host, f"Number {number}") for number in range(3)]
    wait_until(lambda: host.get(f"{QUERY}/posts/{posts[-1]}").ok, "query knows them")
    for path in (f"{QUERY}/posts?limit=1", "/api/posts/posts?limit=1"):
        following = host.get(path).links["next"]["url"]
        assert following.startswith(f"{host.address}{path.partition('?')[0]}?")
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(following, timeout=30).json()[0]["id"] == posts[1]


def test_the_stream_tells_at_once(host: Host) -> None:
    with requests.Session() as session:
        session.trust_env = False
        stream = session.get(f"{host.address}{QUERY}/stream", stream=True, timeout=30)
        with stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            events = told(stream)
            assert next(events)[0] == "hello"
            post = new_post(host, "Live")
            assert next(data["id"] for kind, data in events if kind == "post") == post
            comment = new_comment(host, post, "Nice.")
            statuses = (
                data["status"]
                for kind, data in events
                if kind == "comment" and data["id"] == comment
            )
            assert next(status for status in statuses if status != "pending") == "approved"


def told(stream: requests.Response) -> Iterator[tuple[str, dict[str, str]]]:
    """The events of the stream: kind and data, as they come."""
    kind = ""
    for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event:"):
            kind = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            yield kind, json.loads(line.removeprefix("data:"))
