"""A small HTTP server in place of the bus: it notes what it is asked and answers as it is told."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 60.0


@dataclass
class Asked:
    """One request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What is answered; a `body` that is no string or bytes is sent as JSON. `None`: hang up."""

    status: int | None
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


HANG_UP = Answer(None)


class StubBus:
    """`answers` are given in order, the last one again and again; `asked` is what came in.

    Without `answers` it is a bus that takes everything: subscriptions and events.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.answers: Sequence[Answer] = []

    def asked_for(self, method: str, path: str) -> list[Asked]:
        """The requests so far with that method and path."""
        return [asked for asked in list(self.asked) if (asked.method, asked.path) == (method, path)]

    def answer_to(self, asked: Asked) -> Answer:
        if self.answers:
            return self.answers[min(len(self.asked), len(self.answers)) - 1]
        if asked.method == "POST":
            count = len(json.loads(asked.body))
            return Answer(201, {"events": [{"position": n} for n in range(1, count + 1)]})
        return Answer(200, {})


@contextmanager
def stub_bus(kind: type[StubBus] = StubBus) -> Iterator[StubBus]:
    """The server, running on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    bus = kind(f"http://127.0.0.1:{server.server_address[1]}")
    server.bus = bus  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield bus
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        bus: StubBus = self.server.bus  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        bus.asked.append(asked)
        answer = bus.answer_to(asked)
        if answer.status is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(
            answer.content[: len(answer.content) // 2] if answer.cut else answer.content
        )
        self.close_connection = answer.cut

    do_GET = do_POST = do_PUT = handle_any

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""
