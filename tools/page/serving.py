"""The page as a WSGI application: the files of the build, and the page under its addresses."""

import json
import os
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from tools.house import ROOT
from tools.page.config import config, is_on, security_headers

DIST = ROOT / "frontend" / "dist"
INDEX = "index.html"
JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"
NOT_BUILT = "The page is not built. Build it, and load this again:  make page\n"

StartResponse = Callable[[str, list[tuple[str, str]]], object]


def from_environment() -> WhiteNoise:
    """For a web server: with the settings that it was started with."""
    return application_of(os.environ)


def application_of(environment: Mapping[str, str], dist: Path = DIST) -> WhiteNoise:
    """The build in `dist`. Files under /assets/ carry their content's hash and never change."""
    told = config(environment)
    guards = security_headers(service["url"] for service in told["services"])

    def guard(headers: Headers, path: str, url: str) -> None:
        for name, value in guards.items():
            headers[name] = value

    return WhiteNoise(
        Pages(dist, told, guards),
        root=dist if dist.is_dir() else None,
        index_file=INDEX,
        max_age=0,
        immutable_file_test=lambda path, url: url.startswith("/assets/"),
        allow_all_origins=False,
        add_headers_function=guard,
        autorefresh=is_on(environment, "DEBUG", default=True),  # a new build shows at once
    )


class Pages:
    """Whatever is no file: the configuration, and the page under whatever address it has made."""

    def __init__(self, dist: Path, told: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self._index = dist / INDEX
        self._config = json.dumps(told).encode()
        self._headers = {**headers, "Cache-Control": "no-cache"}

    def __call__(self, environ: Mapping[str, Any], start: StartResponse) -> list[bytes]:
        """WSGI."""
        method = environ["REQUEST_METHOD"]
        status, kind, body = self._answer(method, environ["PATH_INFO"])
        headers = {**self._headers, "Content-Type": kind, "Content-Length": str(len(body))}
        start(f"{status.value} {status.phrase}", list(headers.items()))
        return [b"" if method == "HEAD" else body]

    def _answer(self, method: str, path: str) -> tuple[HTTPStatus, str, bytes]:
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, PLAIN, b"There is nothing here but to read.\n"
        if path == "/config.json":
            return HTTPStatus.OK, JSON, self._config
        if path in ("/healthz", "/readyz"):
            return HTTPStatus.OK, JSON, b'{"status": "OK"}'
        if path.startswith("/assets/") or "." in path.rpartition("/")[2]:
            return HTTPStatus.NOT_FOUND, PLAIN, b"There is no such file.\n"
        if not self._index.is_file():
            return HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, NOT_BUILT.encode()
        return HTTPStatus.OK, "text/html; charset=utf-8", self._index.read_bytes()
