"""The page's server: the build, its configuration, and the page for every address of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest

from tools.house import WrongPort
from tools.page.config import config
from tools.page.serving import application_of


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Postbus</title>")
    (tmp_path / "assets" / "index-1a2b3c4d.js").write_text("export {};")
    return tmp_path


def get(
    dist: Path, path: str, environment: Mapping[str, str] | None = None, method: str = "GET"
) -> Answer:
    environ: dict[str, object] = {"PATH_INFO": path, "REQUEST_METHOD": method}
    setup_testing_defaults(environ)
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    application = application_of(environment or {}, dist)
    parts = application(environ, lambda *start: begun.append(start))
    ((status, headers),) = begun
    return Answer(int(status.split()[0]), dict(headers), b"".join(parts))


@pytest.mark.parametrize("debug", ["on", "off"])
@pytest.mark.parametrize("path", ["/", "/posts/1", "/xray", "/config.json"])
def test_the_page_is_given_under_all_its_addresses_and_is_asked_for_again(
    dist: Path, path: str, debug: str
) -> None:
    answer = get(dist, path, {"DEBUG": debug})
    assert answer.status == 200
    assert ("json" if path == "/config.json" else "html") in answer.headers["Content-Type"]
    assert (
        "no-cache" in answer.headers["Cache-Control"]
        or "max-age=0" in (answer.headers["Cache-Control"])
    )


@pytest.mark.parametrize("debug", ["on", "off"])
def test_what_has_its_hash_in_its_name_is_kept_for_good(dist: Path, debug: str) -> None:
    answer = get(dist, "/assets/index-1a2b3c4d.js", {"DEBUG": debug})
    assert answer.status == 200
    assert "javascript" in answer.headers["Content-Type"]
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/assets/index-of-yesterday.js", "/favicon.ico", "/../x.txt"])
def test_a_file_that_is_missing_is_not_answered_with_the_page(dist: Path, path: str) -> None:
    assert get(dist, path).status == 404


@pytest.mark.parametrize("path", ["/", "/posts/1", "/assets/index-1a2b3c4d.js", "/nothing.js"])
def test_nothing_inline_runs_and_only_the_services_are_called(dist: Path, path: str) -> None:
    headers = get(dist, path, {"QUERY_PORT": "5002"}).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["connect-src"].split() == [
        "'self'",
        *(f"http://127.0.0.1:{port}" for port in (4000, 4001, 5002, 4003, 4005)),
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_configuration_tells_where_the_services_are(dist: Path) -> None:
    told = json.loads(get(dist, "/config.json", {"POSTS_PORT": "5000"}).body)
    assert told["postsUrl"] == "http://127.0.0.1:5000"
    assert told["commentsUrl"] == "http://127.0.0.1:4001"
    assert told["queryUrl"] == "http://127.0.0.1:4002"
    assert told["busUrl"] == "http://127.0.0.1:4005"
    assert {service["name"]: service["url"] for service in told["services"]} == {
        "posts": "http://127.0.0.1:5000",
        "comments": "http://127.0.0.1:4001",
        "query": "http://127.0.0.1:4002",
        "moderation": "http://127.0.0.1:4003",
        "bus": "http://127.0.0.1:4005",
    }


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, True),
        ({"XRAY": "off"}, False),
        ({"DEBUG": "off"}, False),
        ({"DEBUG": "off", "XRAY": "on"}, True),
    ],
)
def test_the_xray_follows_debug_unless_it_is_set(environment: dict[str, str], there: bool) -> None:
    told = config(environment)
    assert told["xray"] is there
    assert (told["busUrl"] is not None) is there


def test_behind_a_gateway_page_and_services_have_one_origin(dist: Path) -> None:
    answer = get(dist, "/config.json", {"API_PREFIX": "/api", "XRAY": "on"})
    told = json.loads(answer.body)
    assert (told["postsUrl"], told["commentsUrl"], told["queryUrl"]) == (
        "/api/posts",
        "/api/comments",
        "/api/query",
    )
    assert (told["busUrl"], told["xray"], told["services"]) == (None, False, [])
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    answer = get(tmp_path / "dist", "/")
    assert answer.status == 503
    assert b"make page" in answer.body
    assert get(tmp_path / "dist", "/readyz").status == 200


def test_it_is_only_for_reading(dist: Path) -> None:
    assert get(dist, "/posts", method="POST").status == 405
    assert get(dist, "/", method="HEAD").body == b""


def test_a_port_that_is_none_is_named() -> None:
    with pytest.raises(WrongPort, match="POSTS_PORT"):
        config({"POSTS_PORT": "x"})
