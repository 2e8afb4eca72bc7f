"""No answer to strangers and no log line holds a text that is not approved, or a secret."""

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import requests

from tests.system.closed import ClosedSystem
from tests.system.harness import SERVICES, wait_until

APPROVED = "Ein Käfer & <ein> 'Reader' liest approved-canary"
CANARIES = {
    "rejected": "An orange 'canary' & <Zitrone> ü rejected-canary",
    "pending": "Buy now 'canary' & <Zitrone> ü pending-canary",
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
BODIES = (b"", b"{", b"[]", b'{"title": 1, "type": "PostCreated", "data": {}}', b"\xff")
ACCEPTS = ("application/json", "text/html", "image/png")
QUERIES = ("", "?limit=x", "?cursor=x", "?after=-1", "?format=api", "?no-such=1", "?a=%00")
PLAIN = ("/", "/docs", "/schema", "/status", "/events", "/healthz", "/readyz", "/admin/", "/none")


@pytest.fixture(params=["readable", "json"])
def closed(request: pytest.FixtureRequest) -> Iterator[ClosedSystem]:
    with ClosedSystem(environment={"LOG_FORMAT": request.param}) as system:
        system.start()
        yield system


def test_no_stranger_and_no_log_reads_a_text_that_is_not_approved_or_a_secret(
    closed: ClosedSystem,
) -> None:
    post, comments = written(closed)
    seen = [
        (f"{method} {service} {path}", answer)
        for service in SERVICES
        for path in addresses(closed, service, [post, *comments])
        for method, answer in answers(closed, service, path)
    ]
    seen += [(f"the log of {name}", closed[name].log.read_text()) for name in SERVICES]
    seen.append(("the stream", opening_of_the_stream(closed)))
    assert any("approved-canary" in text for _, text in seen)  # what may be seen is looked at
    for where, text in seen:
        for kind, spelling in hidden(closed):
            assert spelling not in text, f"{where} tells {kind}: {around(text, spelling)}"


def written(closed: ClosedSystem) -> tuple[str, list[str]]:
    """A post with a comment of each kind, judged and copied; their ids."""
    post: str = closed.post("posts", "/posts", {"title": "Hello"}).json()["id"]
    path = f"/posts/{post}/comments"
    texts = [APPROVED, *CANARIES.values()]

    def comment(text: str) -> str:
        answer = closed.post("comments", path, {"content": text})
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        return id

    ids = [wait_until(partial(comment, text), "the comment is taken") for text in texts]

    def statuses() -> list[str]:
        answer = closed.get("query", path)
        assert answer.status_code == 200, answer.text  # 404 until query knows the post
        return sorted(one["status"] for one in answer.json())

    wait_until(lambda: statuses() == ["approved", "pending", "rejected"], "all are judged")
    return post, ids


def addresses(closed: ClosedSystem, service: str, ids: list[str]) -> list[str]:
    described = closed.get(service, "/schema?format=json").json()["paths"]
    paths = {*PLAIN, *described} - {"/stream"}
    return sorted({re.sub(r"\{[^}]+\}", id, path) for path in paths for id in [*ids, "none"]})


def answers(closed: ClosedSystem, service: str, path: str) -> Iterator[tuple[str, str]]:
    """Headers and body of everything that a stranger may try there."""
    with requests.Session() as session:
        session.trust_env = False

        def ask(method: str, more: str = "", **options: Any) -> tuple[str, str]:
            url = closed.url(service, path + more)
            answer = session.request(method, url, timeout=30, **options)
            return f"{method}{more}", f"{answer.headers}\n{answer.text}"

        for method in METHODS:
            yield ask(method)
        for query in QUERIES:
            for accept in ACCEPTS:
                yield ask("GET", query, headers={"Accept": accept})
        for body in BODIES:
            yield ask("POST", data=body, headers={"Content-Type": "application/json"})
        yield ask("GET", headers={"Host": "elsewhere.example"})
        yield ask("GET", headers={"Authorization": "Bearer wrong"})


def opening_of_the_stream(closed: ClosedSystem) -> str:
    """What is told first to a reader whose last event was the very first."""
    with closed.get("query", "/stream", headers={"Last-Event-ID": "0"}, stream=True) as answer:
        told: bytes = answer.raw.read1(65_536)
        return told.decode()


def hidden(closed: ClosedSystem) -> Iterator[tuple[str, str]]:
    """What nobody may read, in every spelling that an answer or a log may give it."""
    values = {f"a {kind} comment": text for kind, text in CANARIES.items()}
    for name, value in closed.secrets.items():
        parts = re.split("[=:,]", value) if name == "BUS_CLIENTS" else [value]
        values |= {f"{name}, part {n}": one for n, one in enumerate(parts) if len(one) > 20}
    for kind, value in values.items():
        for spelling in spellings(value):
            yield kind, spelling


def spellings(value: str) -> set[str]:
    return {
        *(value, repr(value)[1:-1], html.escape(value), html.escape(repr(value))),
        *(json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]),
        *(quote(value), quote_plus(value), value.rsplit(" ", 1)[-1]),
    }


def around(text: str, spelling: str) -> str:
    at = text.index(spelling)
    return text[max(0, at - 200) : at + 200]
