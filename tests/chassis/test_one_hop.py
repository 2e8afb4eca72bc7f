"""A WSGI application under ASGI: what it is asked, and what it answers, come through whole."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from chassis.one_hop import OneHop

SCOPE = {
    "type": "http",
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "path": "/posts/é",
    "query_string": b"limit=2",
    "root_path": "",
    "headers": [(b"host", b"localhost"), (b"content-length", b"6"), (b"if-none-match", b'"x"')],
    "server": ("127.0.0.1", 4002),
    "client": ("127.0.0.1", 5000),
}

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def ask(
    wsgi: Wsgi, *parts: bytes, times: int = 1, scope: Mapping[str, Any] = SCOPE
) -> list[list[dict[str, Any]]]:
    """What is sent in answer to so many requests at once, each with a body of these parts."""
    hop = OneHop(wsgi, threads=4)

    async def one() -> list[dict[str, Any]]:
        coming = [
            {"type": "http.request", "body": part, "more_body": part is not parts[-1]}
            for part in parts
        ]
        sent: list[dict[str, Any]] = []

        def receive() -> asyncio.Future[dict[str, Any]]:  # granian's is no coroutine
            message: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
            message.set_result(coming.pop(0))
            return message

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await hop(dict(scope), receive, send)
        return sent

    async def all_of_them() -> list[list[dict[str, Any]]]:
        return await asyncio.gather(*[one() for _ in range(times)])

    return asyncio.run(all_of_them())


def test_the_request_and_the_answer_come_through_whole() -> None:
    seen: dict[str, Any] = {}

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.update(environ)
        seen["body"] = environ["wsgi.input"].read()
        start_response("201 Created", [("Content-Type", "text/plain"), ("X-One", "1")])
        return [b"one ", b"two"]

    [[start, body]] = ask(wsgi, b"abc", b"def")
    assert start["status"] == 201
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"x-one", b"1")]
    assert body == {"type": "http.response.body", "body": b"one two"}
    assert seen["body"] == b"abcdef"
    assert (seen["REQUEST_METHOD"], seen["QUERY_STRING"]) == ("POST", "limit=2")
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/posts/é"
    assert (seen["HTTP_IF_NONE_MATCH"], seen["REMOTE_ADDR"]) == ('"x"', "127.0.0.1")


def test_an_answer_is_closed_even_where_it_breaks_off() -> None:
    closed: list[bool] = []

    class Breaking:
        def __iter__(self) -> Iterator[bytes]:
            yield b"one"
            raise ValueError("broken")

        def close(self) -> None:
            closed.append(True)

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Breaking:
        start_response("200 OK", [])
        return Breaking()

    with pytest.raises(ValueError, match="broken"):
        ask(wsgi, b"")
    assert closed == [True]


def test_requests_run_on_threads_at_the_same_time() -> None:
    meeting = threading.Barrier(4, timeout=30)

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        meeting.wait()
        start_response("204 No Content", [])
        return []

    assert [start["status"] for start, _ in ask(wsgi, b"", times=4)] == [204] * 4


def seen(scope: Mapping[str, Any], *parts: bytes) -> dict[str, Any]:
    """What a WSGI application is told of such a request."""
    told: dict[str, Any] = {}

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        told.update(environ, body=environ["wsgi.input"].read())
        start_response("204 No Content", [])
        return []

    ask(wsgi, *parts, scope=scope)
    return told


def with_headers(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {**SCOPE, "headers": [(b"host", b"localhost"), *headers]}


def test_a_large_body_comes_through_part_after_part() -> None:
    parts = [bytes([n]) * 100_000 for n in range(4)]
    told = seen(with_headers((b"content-length", b"400000")), *parts)
    assert told["body"] == b"".join(parts)


def test_a_body_whose_length_is_not_told_comes_through() -> None:
    assert seen(with_headers((b"transfer-encoding", b"chunked")), b"ab", b"c")["body"] == b"abc"


def test_whoever_sends_a_small_body_slowly_holds_no_thread() -> None:
    running: list[bool] = []

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        running.append(True)
        start_response("204 No Content", [])
        return []

    async def slowly() -> None:
        parts: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

        async def send(message: dict[str, Any]) -> None: ...

        hop = OneHop(wsgi, threads=1)
        slow = asyncio.create_task(hop(dict(SCOPE), parts.get, send))
        await parts.put({"type": "http.request", "body": b"abc", "more_body": True})
        await hop(with_headers(), parts.get, send)
        assert running == [True]
        await parts.put({"type": "http.request", "body": b"def", "more_body": False})
        await slow
        assert running == [True, True]

    asyncio.run(asyncio.wait_for(slowly(), 30))


def test_a_query_that_is_not_ascii_is_one_that_is_quoted() -> None:
    scope = {**SCOPE, "query_string": "limit=é&a=%20".encode()}
    assert seen(scope, b"abcdef")["QUERY_STRING"] == "limit=%C3%A9&a=%20"


def test_a_header_cannot_pass_for_another() -> None:
    told = seen(with_headers((b"x-forwarded-for", b"1.1.1.1"), (b"x_forwarded_for", b"6.6.6.6")))
    assert told["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"
