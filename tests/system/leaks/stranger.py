"""A stranger tries every address of a service in every way; what is answered, head and body."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from tests.system.leaks.routes import PARAMETER
from tests.system.leaks.sabotage import EXPLODE

METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
BODIES = (b"{", b'{"title": 1, "type": "PostCreated", "data": {}}', b"\xff")
QUERIES = ("?limit=x&no-such=1", "?cursor=x&after=-1", "?format=api", "?a=%00")
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}
ENDLESS = "/stream"


class Stranger:
    """Asks the service at `address`, on one connection.

    What he `carries` stands in the requests that make a view fail: headers, and a text in the body.
    """

    def __init__(self, address: str, *, carries: Mapping[str, str], text: str) -> None:
        self._address = address
        self._exploding = {EXPLODE: "1", **carries}
        self._text = json.dumps({"content": text}).encode()
        self._session = requests.Session()
        self._session.trust_env = False

    def everything(self, routes: list[str], ids: list[str]) -> Iterator[tuple[str, str]]:
        """Of all `routes`, with each id in the place of a parameter, but one id in the admin."""
        for route in routes:
            if route == ENDLESS:
                continue
            admin = route.startswith("/admin/")
            ways = self._of_admin if admin else self._of_api
            chosen = ids[:1] if admin or PARAMETER not in route else ids
            for id in chosen:
                yield from ways(route.replace(PARAMETER, id))

    def _of_admin(self, path: str) -> Iterator[tuple[str, str]]:
        yield self._ask("GET", path, headers=HTML)
        yield self._ask("POST", path, headers=HTML, data=b"username=x&password=y")
        yield self._ask("GET", path, headers={**HTML, **self._exploding})

    def _of_api(self, path: str) -> Iterator[tuple[str, str]]:
        typed = {"Content-Type": "application/json"}
        for accept in (JSON, HTML):
            yield self._ask("GET", path, headers=accept)
            exploding = {**accept, **typed, **self._exploding}
            yield self._ask("POST", f"{path}?q=1", headers=exploding, data=self._text)
        for method in METHODS:
            yield self._ask(method, path)
        for query in QUERIES:
            yield self._ask("GET", path + query)
        for body in BODIES:
            yield self._ask("POST", path, headers=typed, data=body)
        yield self._ask("GET", path, headers={"Host": "elsewhere.example", **HTML})
        yield self._ask("GET", path, headers={"Authorization": "Bearer wrong"})

    def _ask(self, method: str, path: str, **options: Any) -> tuple[str, str]:
        answer = self._session.request(
            method, self._address + path, timeout=30, allow_redirects=False, **options
        )
        return f"{method} {path}", f"{answer.status_code} {answer.headers}\n{answer.text}"
