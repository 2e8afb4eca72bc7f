"""`make demo` shows what became of every comment, and says plainly what keeps it from doing so."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from rich.console import Console

from tools import demo, samples
from tools.house import SERVICES


class Blog(ThreadingHTTPServer):
    """All five services in one small server; `verdicts` tells what becomes of a text."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.refuse_writes = 0
        self.late = 0
        self.undecided: set[str] = set()

    @property
    def environment(self) -> dict[str, str]:
        return {service.port_variable: str(self.server_address[1]) for service in SERVICES}

    def status(self, text: str) -> str:
        if text in samples.HELD or text in self.undecided:
            return "pending"
        return "rejected" if "orange" in text.lower() else "approved"


class Answer(BaseHTTPRequestHandler):
    server: Blog
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, or every answer takes 40 ms

    def do_GET(self) -> None:
        if self.path == "/healthz":
            return self.answer(200, {})
        return self.answer(200, self.server.comments[self.path.split("/")[2]])

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuse_writes:
            self.server.refuse_writes -= 1
            return self.answer(429, {"detail": "slower"}, {"Retry-After": "0"})
        if self.path != "/posts" and self.server.late:
            self.server.late -= 1
            return self.answer(404, {"detail": "There is no such post."})
        number = sum(map(len, self.server.comments.values())) + len(self.server.comments)
        if self.path == "/posts":
            self.server.comments[f"p{number}"] = []
            return self.answer(201, {"id": f"p{number}"})
        made = {"id": f"c{number}", "status": self.server.status(body["comment"])}
        self.server.comments[self.path.split("/")[2]].append(made)
        return self.answer(201, made)

    def answer(self, code: int, body: Any, headers: dict[str, str] | None = None) -> None:
        text = json.dumps(body).encode()
        self.send_response(code)
        for name, value in {**(headers or {}), "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def blog() -> Iterator[Blog]:
    with Blog() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def shown(blog: Blog) -> str:
    console = Console(record=True, width=120)
    demo.run(demo.System(blog.environment), console)
    return console.export_text()


def test_every_sample_is_written_and_counted(blog: Blog) -> None:
    text = shown(blog)
    posts = len(samples.POSTS)
    rejected = sum("orange" in comment.lower() for comment in samples.COMMENTS)
    assert {len(comments) for comments in blog.comments.values()} == {
        len(samples.COMMENTS) + len(samples.HELD)
    }
    assert row(text, "rejected") == rejected * posts
    assert row(text, "approved") == (len(samples.COMMENTS) - rejected) * posts
    assert row(text, "pending") == len(samples.HELD) * posts


def test_the_samples_meet_every_fate() -> None:
    assert any("orange" in comment.lower() for comment in samples.COMMENTS)
    assert any("orange" not in comment.lower() for comment in samples.COMMENTS)
    assert all("buy now" in comment.lower() for comment in samples.HELD)


def test_a_service_that_limits_writes_is_given_its_time(blog: Blog) -> None:
    blog.refuse_writes = 3
    assert row(shown(blog), "approved") > 0


def test_comments_may_hear_of_a_post_late(blog: Blog) -> None:
    blog.late = 2
    assert row(shown(blog), "approved") > 0


def test_that_comments_never_hears_of_a_post_is_said(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SETTLE_LIMIT", 0.3)
    blog.late = 1_000_000
    with pytest.raises(demo.DemoFailed, match="comments service has not heard of a new post"):
        shown(blog)


def test_it_does_not_wait_for_ever_for_a_verdict(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SETTLE_LIMIT", 0.3)
    blog.undecided = {samples.COMMENTS[0]}
    assert row(shown(blog), "pending") == (1 + len(samples.HELD)) * len(samples.POSTS)


def test_a_system_that_does_not_run_is_said_with_the_command_that_starts_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for service in SERVICES:
        monkeypatch.setenv(service.port_variable, "1")
    assert demo.main() == 1
    assert capsys.readouterr().err == (
        "The posts service does not answer at http://127.0.0.1:1. "
        "Start the system first, in another terminal: make up\n"
    )


def row(text: str, status: str) -> int:
    (line,) = (line for line in text.splitlines() if f"│ {status} " in line)
    return int(line.split("│")[2])
