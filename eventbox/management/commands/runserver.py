"""`runserver` with the service's worker inside, so that one command is a whole working service."""

import atexit
import signal
import socket
import sys
import threading
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as StaticfilesCommand
from django.core.servers.basehttp import WSGIServer
from django.utils.module_loading import import_string

from eventbox.conf import config, worker_path
from eventbox.worker import Worker


class PromptServer(WSGIServer):
    """Sends an answer's body at once: it is written after the head, and without TCP_NODELAY it
    waits 40 ms for the client to acknowledge that, on every connection that is kept alive."""

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address


class Command(StaticfilesCommand):
    server_cls = PromptServer
    addr: str
    with_worker = True
    help = "The development server, with this service's background worker in the same process."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-worker", action="store_false", dest="worker", help="serve only; run no worker"
        )

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Runs in the process that serves: under the autoreloader the child, once per start."""
        self.with_worker = options["worker"]
        if threading.current_thread() is threading.main_thread():
            # Django does this only under the autoreloader; without it nothing would be drained.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        super().inner_run(*args, **options)

    def on_bind(self, server_port: int) -> None:
        """The port is taken from here on, so whoever is told of it by the worker finds it."""
        self.announce(server_port)
        if self.with_worker:
            self._start_worker(server_port)

    def announce(self, server_port: int) -> None:
        """Say where the server is."""
        super().on_bind(server_port)

    def _start_worker(self, port: int) -> None:
        given = getattr(settings, "EVENTBOX", {})
        if "SOURCE" in given and not given.get("SINK_URL"):
            given["SINK_URL"] = f"http://{_reachable(self.addr)}:{port}/events"
            config.cache_clear()
        worker: Worker = import_string(worker_path())()
        worker.start()
        atexit.register(worker.stop, 5.0)


def _reachable(address: str) -> str:
    """An address at which this host reaches a server that listens on `address`."""
    if address in ("", "0", "0.0.0.0", "::"):  # noqa: S104  (compared, not bound)
        return "127.0.0.1"
    return f"[{address}]" if ":" in address else address
