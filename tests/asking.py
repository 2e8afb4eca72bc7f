"""Requests to an ASGI application, as its server would bring them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIHandler

from chassis.one_hop import OneHop

ID = "x-correlation-id"

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Given:
    """An answer; names of headers in lower case."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        [value] = [value for one, value in self.headers if one == name]
        return value

    @property
    def without_id(self) -> "Given":
        """All that two answers to the same question have in common."""
        lasting = [(name, value) for name, value in self.headers if name != ID]
        assert len(lasting) == len(self.headers) - 1
        return Given(self.status, lasting, self.body)


class Rest(OneHop):
    """Django on threads, counting how often it was asked."""

    def __init__(self) -> None:
        super().__init__(WSGIHandler(), threads=2)
        self.asked = 0

    async def answer(self, scope: Any, receive: Any) -> tuple[dict[str, Any], bytes]:
        self.asked += 1
        return await super().answer(scope, receive)


def ask(
    application: Any,
    address: str = "/posts",
    headers: Headers = (),
    method: str = "GET",
    body: Sequence[bytes] = (b"",),
) -> Given:
    """What is answered to one request, whose body comes in these parts."""
    [answer] = ask_at_once(application, address, headers=headers, method=method, body=body)
    return answer


def ask_at_once(
    application: Any,
    *addresses: str,
    headers: Headers = (),
    method: str = "GET",
    body: Sequence[bytes] = (b"",),
) -> list[Given]:
    """What is answered to as many requests, all of which wait at the same time."""

    async def all_of_them() -> list[Given]:
        asked = [_one(application, _scope(method, each, headers), body) for each in addresses]
        return await asyncio.gather(*asked)

    return asyncio.run(all_of_them())


def _scope(method: str, address: str, headers: Headers) -> dict[str, Any]:
    path, _, query = address.partition("?")
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    if "host" not in dict(pairs):
        pairs.insert(0, ("host", "localhost"))
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
        "server": ("127.0.0.1", 4002),
        "client": ("127.0.0.1", 5000),
    }


async def _one(application: Any, scope: dict[str, Any], body: Sequence[bytes]) -> Given:
    coming, sent = [*body], list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        part = coming.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(coming)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application(scope, receive, send)
    start, answered = sent
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]
    ]
    return Given(start["status"], headers, answered["body"])
