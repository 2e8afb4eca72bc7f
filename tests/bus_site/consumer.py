"""A consumer that really listens, on a free port, and answers as a test tells it to."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

PATIENCE = 20.0


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    headers: Mapping[str, str]
    body: bytes
    connection: tuple[str, int]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def positions(self) -> list[int]:
        """Of the events in the window."""
        return [event["position"] for event in self.json["events"]]


@dataclass(frozen=True)
class Reply:
    """What is answered. `cut` closes the connection before the body is whole."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


Script = Callable[[Received], Reply]


def reply(status: int, value: Any = None, **headers: str) -> Reply:
    """A JSON answer; `retry_after` becomes Retry-After."""
    named = {name.replace("_", "-").title(): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), named)


def takes(received: Received) -> Reply:
    """What a consumer answers that has applied the window, or that knows no windows."""
    return reply(200, {"position": received.json.get("upto")})


class Consumer:
    """Answers each request by the first entry of `script`, and `always` once that is used up."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.script: list[Script | Reply] = []
        self.always: Script | Reply = takes
        self._arrival = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/events"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def serve_tls(self, certificate: Path) -> list[str]:
        """From now on speak TLS; the answer fills with the names that clients ask for."""
        asked_for: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _, name, __: asked_for.append(name)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        return asked_for

    def wait_for(
        self, what: Callable[[list[Received]], object], *, seconds: float = PATIENCE
    ) -> None:
        """Wait until `what` is true of the requests so far; AssertionError at the deadline."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: what(self.received), seconds):
                raise AssertionError(f"not in {seconds} s; received {self.received!r}")

    def positions(self) -> list[int]:
        """Of all events in all windows, in the order in which they arrived."""
        return [position for received in self.received for position in received.positions]

    def _answer_to(self, received: Received) -> Reply:
        with self._arrival:
            entry = self.script.pop(0) if self.script else self.always
        answer = entry if isinstance(entry, Reply) else entry(received)
        with self._arrival:
            self.received.append(received)
            self._arrival.notify_all()
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        consumer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = consumer._answer_to(Received(headers, body, self.client_address))
                self.send_response_only(answer.status)  # with no Date of its own
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) + answer.cut))
                self.end_headers()
                self.wfile.write(answer.body)
                self.close_connection = answer.cut

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def wait_until(what: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Poll `what` until it is true; AssertionError at the deadline."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.01)
