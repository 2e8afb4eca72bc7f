"""The load generator, against a real server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.ceiling import ceiling
from bench.client import UnexpectedAnswer
from bench.load import Request, put

SECONDS = 0.2


class Site(BaseHTTPRequestHandler):
    """Answers /<status>, and notes what it was sent."""

    protocol_version = "HTTP/1.1"
    seen: set[tuple[str, str | None, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.add((self.path, self.headers.get("If-None-Match"), body))
        status = int(self.path[1:])
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Length", "70000")
        self.end_headers()
        if status != 304:
            self.wfile.write(b"x" * 70_000)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Site.seen = set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_client_repeats_its_own_request(port: int) -> None:
    clients = [
        Request(port, "POST", "/201", '{"comment": "é"}'),
        Request(port, "POST", "/201", "{}", (("If-None-Match", '"1"'),)),
    ]

    outcome = put(clients, seconds=SECONDS, expected=201)

    assert Site.seen == {
        ("/201", None, '{"comment": "é"}'.encode()),
        ("/201", '"1"', b"{}"),
    }
    assert outcome.answers == len(outcome.latencies) >= len(clients)
    assert outcome.seconds >= SECONDS
    assert outcome.size > 70_000


def test_an_answer_without_a_body_is_whole_when_its_head_is(port: int) -> None:
    assert put([Request(port, "GET", "/304")], seconds=SECONDS, expected=304).size < 1_000


def test_any_other_answer_than_the_expected_one_spoils_the_measurement(port: int) -> None:
    with pytest.raises(UnexpectedAnswer, match="503"):
        put(
            [Request(port, "GET", "/200"), Request(port, "GET", "/503")],
            seconds=SECONDS,
            expected=200,
        )


def test_a_server_that_is_not_there_spoils_it_too(port: int) -> None:
    with pytest.raises(UnexpectedAnswer, match="ConnectionRefused"):
        put([Request(1, "GET", "/200")], seconds=SECONDS, expected=200)


def test_the_ceiling_is_what_a_server_that_only_answers_is_asked() -> None:
    assert ceiling(40_000) > 0


def test_a_client_with_several_requests_sends_them_in_turn_over_kept_connections(
    port: int,
) -> None:
    walk = [Request(port, "GET", "/200"), Request(port, "POST", "/200", "{}")]

    outcome = put([walk, walk], seconds=60, expected=200, once=True)

    assert Site.seen == {("/200", None, b""), ("/200", None, b"{}")}
    assert outcome.answers == 4
    assert outcome.seconds < 60


def test_it_begins_again_after_the_last_of_them_until_the_time_is_over(port: int) -> None:
    walk = [Request(port, "GET", "/304")] * 2

    assert put([walk], seconds=SECONDS, expected=304).answers > 2
