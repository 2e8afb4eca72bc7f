"""One HTTP connection that is kept open, for what is done once at a time."""

import http.client
import json
import time
from typing import Any, Self

PATIENCE = 30.0
IDLE = 2.0
"""Seconds after which a server may be about to hang up, so that a new connection is made."""


class UnexpectedAnswer(Exception):
    """A server did not answer as it does when all is well; nothing measured of it counts."""


class Client:
    """Speaks JSON with the server that listens on a port of this machine; `token` says who asks."""

    def __init__(self, port: int, token: str = "") -> None:
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._used_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Any:
        """What a GET answers. Raises UnexpectedAnswer unless that is a 200."""
        return json.loads(self.read(path)[0])

    def read(self, path: str) -> tuple[bytes, dict[str, str]]:
        """The answer's bytes and headers, names in lower case."""
        return self._call("GET", path, None, 200)

    def post(self, path: str, content: object) -> Any:
        """What a POST answers. Raises UnexpectedAnswer unless that is a 201."""
        return json.loads(self._call("POST", path, json.dumps(content), 201)[0])

    def put(self, path: str, content: object) -> None:
        """PUT something new. Raises UnexpectedAnswer unless that gives a 201."""
        self._call("PUT", path, json.dumps(content), 201)

    def delete(self, path: str) -> None:
        """DELETE. Raises UnexpectedAnswer unless that gives a 204."""
        self._call("DELETE", path, None, 204)

    def _call(
        self, method: str, path: str, body: str | None, expected: int
    ) -> tuple[bytes, dict[str, str]]:
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        if time.monotonic() > self._used_at + IDLE:
            self._connection.close()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used_at = time.monotonic()
        if answer.status != expected:
            raise UnexpectedAnswer(f"{method} {path}: {answer.status} {content[:500]!r}")
        return content, {name.lower(): value for name, value in answer.getheaders()}
