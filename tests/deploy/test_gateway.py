"""The gateway passes on what browsers need, and refuses all the rest."""

import http.client

import pytest

from tests.deploy.blog import POSTS, QUERY
from tests.deploy.host import Host

INNER = (
    *("/events", "/events/", "/status", "/admin", "/admin/", "/admin/login/", "/subscriptions"),
    *("/positions/1", "/trace/x", "/readyz", "/healthz", "/api", "/api/", "/api/bus/events"),
    *(f"/api/{name}/{path}" for name in ("posts", "comments", "query", "moderation", "bus")
      for path in ("", "events", "status", "admin/", "docs", "schema", "readyz", "subscriptions")),
)  # fmt: skip

CROOKED = (
    "/api/query/posts/../events",
    "/api/query/posts/%2e%2e/events",
    "/api/query/posts/..%2fadmin%2f",
    "/api/query//events",
    "//events",
    "/api/query/./status",
    "/API/QUERY/EVENTS",
    "/api/query/posts/../../../admin/",
)


@pytest.mark.parametrize("path", INNER)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_services_and_operators_use_is_refused(host: Host, method: str, path: str) -> None:
    status, body = plain_request(host, method, path)
    assert status == 404
    assert b"Nothing is found" in body


@pytest.mark.parametrize("path", CROOKED)
def test_no_crooked_path_leads_to_it(host: Host, path: str) -> None:
    status, body = plain_request(host, "GET", path)
    assert status == 404, body


def test_only_what_is_named_is_routed_to_a_service(host: Host) -> None:
    assert host.get(f"{QUERY}/posts").ok
    assert host.get(f"{POSTS}/posts").ok
    assert host.get("/api/query/postscript").status_code == 404


def test_nobody_is_told_what_serves(host: Host) -> None:
    for path in ("/", f"{QUERY}/posts", "/events"):
        assert "Server" not in host.get(path).headers


def test_writes_are_counted_by_the_address_that_the_gateway_sees(throttled: Host) -> None:
    def write(**headers: str) -> int:
        return throttled.post(f"{POSTS}/posts", {"title": "Hello"}, headers=headers).status_code

    assert 429 in [write() for _ in range(4)]
    assert {write(**{"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(4)} == {429}


@pytest.mark.parametrize("forged", [{"X-Forwarded-Prefix": "/evil"}, {"X-Forwarded-Proto": "ftp"}])
def test_what_a_client_says_of_the_way_it_came_is_dropped(
    host: Host, forged: dict[str, str]
) -> None:
    for _ in range(2):
        host.post(f"{POSTS}/posts", {"title": "Hello"})
    link = host.get(f"{POSTS}/posts?limit=1", headers=forged).links["next"]["url"]
    assert link.startswith(f"{host.address}{POSTS}/posts?")


def plain_request(host: Host, method: str, path: str) -> tuple[int, bytes]:
    """The path as it stands: no client tidies it up."""
    connection = http.client.HTTPConnection("127.0.0.1", host.port("gateway"), timeout=30)
    try:
        connection.request(method, path, body=b"{}" if method == "POST" else None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
