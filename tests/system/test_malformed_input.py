"""Malformed input of every kind, at every address of every service: refused with a reason, no 500.

The addresses and methods are those of each service's own OpenAPI, and the two of eventbox.
"""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.system.harness import SERVICES, System, wait_until

KIB = 1024
CONSUMERS = 3
WRITING = ("post", "put", "patch", "delete")
OK_FROM, REFUSED_FROM, BROKEN_FROM = 200, 400, 500

BODIES = {
    "nothing": b"",
    "half an object": b'{"title": ',
    "not UTF-8": b'{"title": "\xff\xfe", "comment": "\xff"}',
    "a bare word": b"hello",
    "NaN": b'{"title": NaN, "comment": NaN, "type": "PostCreated", "data": NaN}',
    "null": b"null",
    "a number": b"7",
    "an array of arrays": b"[[[]]]",
    "deep nesting": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "NUL": b'{"title": "a\\u0000", "comment": "a\\u0000", "type": "A\\u0000", "data": {}}',
    "a lone surrogate": b'{"title": "\\ud800", "comment": "\\ud800", "type": "\\ud800", "data": 1}',
    "wrong types": b'{"title": 1, "comment": {}, "type": [], "data": {}, "sink": 7, "after": "x"}',
    "too long": b'{"title": "%s", "comment": "%s"}' % (b"x" * 201, b"y" * 2001),
    "only spaces": b'{"title": "  \\t ", "comment": " \\n"}',
    "too many digits": b'{"title": ' + b"9" * 5_000 + b', "after": ' + b"9" * 5_000 + b"}",
    "too large": b'{"title": "' + b"x" * (300 * KIB) + b'"}',
    "far too large": b"[" + b" " * (9 * KIB * KIB) + b"]",
}
QUERIES = (
    "limit=0",
    "limit=-1",
    "limit=101000",
    "limit=ten",
    "limit=" + "9" * 400,
    "after=-1",
    "after=x",
    "after=" + "9" * 400,
    "cursor=%00",
    "cursor=rubbish",
    "cursor=" + "A" * 2_000,
)


@pytest.fixture(scope="module")
def house() -> Iterator[System]:
    with System() as house:
        house.start()
        wait_until(lambda: len(stored(house)["subscriptions"]) == CONSUMERS, "all have subscribed")
        yield house


@pytest.mark.parametrize("service", SERVICES)
def test_malformed_bodies_are_refused_with_a_reason(house: System, service: str) -> None:
    before = stored(house)
    for method, path in addresses(house, service):
        if method not in WRITING or path.endswith(("/pause", "/resume", "/skip")):
            continue
        for kind, body in BODIES.items():
            answer = send(house, service, method, path, data=body)
            described = f"{method} {path} with {kind}: {answer.status_code} {answer.text[:200]}"
            if method == "delete":  # takes no body; what it names is not there
                assert answer.status_code < BROKEN_FROM, described
                continue
            assert REFUSED_FROM <= answer.status_code < BROKEN_FROM, described
            assert answer.headers["Content-Type"].startswith("application/json"), described
            assert answer.json(), described
    assert stored(house) == before


@pytest.mark.parametrize("service", SERVICES)
def test_malformed_queries_ids_and_headers_are_never_an_error_of_ours(
    house: System, service: str
) -> None:
    for method, path in addresses(house, service):
        if method != "get":
            continue
        for query in QUERIES:
            answer = send(house, service, "get", f"{path}?{query}")
            assert answer.status_code < BROKEN_FROM, f"{path}?{query}: {answer.text[:200]}"
        for odd in ("%00", "..%2f..", "%ff%fe", "x" * 2_000, "'; DROP TABLE", "%F0%9F%9A%8C"):
            answer = send(house, service, "get", re.sub(r"(?<=/)known", odd, path))
            assert answer.status_code < BROKEN_FROM, f"{path} with {odd[:20]}: {answer.text[:200]}"
        for headers in (
            {"If-None-Match": '"' * 99},
            {"Accept": "\x00;q=x"},
            {"Content-Type": "text/\x01"},
        ):
            try:
                answer = send(house, service, "get", path, headers=headers)
            except requests.exceptions.InvalidHeader:
                continue
            assert answer.status_code < BROKEN_FROM, f"{path} with {headers}: {answer.text[:200]}"


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_no_http_leaves_the_service_standing(house: System, service: str) -> None:
    for rubbish in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"POST /events HTTP/1.1\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", house[service].port), timeout=10) as line:
            line.sendall(rubbish)
            line.shutdown(socket.SHUT_WR)
            line.recv(KIB)
    assert house.get(service, "/healthz").status_code == OK_FROM


def addresses(house: System, service: str) -> list[tuple[str, str]]:
    """(method, path) of all that the service describes, with "known" for each parameter."""
    schema = house.get(service, "/schema", headers={"Accept": "application/json"}).json()
    described: dict[str, dict[str, Any]] = schema["paths"]
    found = [
        (method, re.sub(r"\{[^}]+\}", "known", path))
        for path, operations in described.items()
        for method in operations
    ]
    assert found
    own = [("post", "/events"), ("get", "/events"), ("get", "/status")]
    return sorted({*found, *own})


def send(house: System, service: str, method: str, path: str, **options: Any) -> requests.Response:
    options.setdefault("headers", {"Content-Type": "application/json"})
    options.setdefault("stream", path.startswith("/stream"))  # which has no end to read to
    return house.request(method.upper(), service, path, **options)


def stored(house: System) -> dict[str, Any]:
    """All that malformed input could have left behind."""
    return {
        "log": house.get("bus", "/status").json()["head"],
        "posts": house.get("posts", "/posts").json(),
        "page": house.get("query", "/posts").json(),
        "reviews": house.get("moderation", "/reviews").json(),
        "subscriptions": sorted(one["name"] for one in house.get("bus", "/subscriptions").json()),
    }
