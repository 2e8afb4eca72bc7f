"""One NATS server with JetStream: its data in a new folder, its port on the loopback alone.

    with NatsServer() as server:
        transport = NatsTransport(server.url)
        server.kill()
        server.start()  # recovers; same port, same data

What it acknowledges is on disk (`sync_interval: always`), unless told otherwise. Ended by its own
process id, and removed with all its data, when the `with` ends, or when this process dies in it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tools.nats.programs import find_program
from tools.port_lease import LeasedPort
from tools.watchdog import Watchdog

PATIENCE = 60.0


class NatsServer:
    """`settings` are further lines of its configuration, and `environment` variables that they
    name. Raises NoNats."""

    def __init__(
        self,
        *,
        name: str = "nats",
        settings: str = "",
        environment: Mapping[str, str] | None = None,
        sync_interval: str = "always",
    ) -> None:
        self._program = find_program(os.environ)
        self._environment = os.environ | (environment or {})
        self._folder = Path(tempfile.mkdtemp(prefix="postbus-nats-"))
        self._lease = LeasedPort()
        self.port = self._lease.number
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: Watchdog | None = None
        self._config.write_text(
            f"server_name: {name}\n"
            f"listen: 127.0.0.1:{self.port}\n"
            f'jetstream {{ store_dir: "{self._folder}/data", sync_interval: {sync_interval} }}\n'
            f"{settings}\n"
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Such as EVENTBOX_TRANSPORT_URL takes it."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, seconds: float = PATIENCE) -> None:
        """Start it, and wait until it takes connections; raises RuntimeError as `wait_ready`."""
        self.begin()
        self.wait_ready(seconds=seconds)

    def wait_ready(self, *, seconds: float = PATIENCE) -> None:
        """Wait until it takes connections.

        Raises RuntimeError with the end of its log when it ends, or isn't ready in `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not self._answers():
            if not self.running or time.monotonic() > deadline:
                raise RuntimeError(f"nats-server did not start:\n{self.log_tail()}")
            time.sleep(0.02)

    def begin(self) -> None:
        """Start it, without waiting until it answers."""
        assert not self.running, "the server runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-c", self._config],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then close us
            )
        self._watchdog = Watchdog(self._process.pid, self._folder)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as when the power fails or memory runs out."""
        self._end(signal.SIGKILL)

    def lose_data(self) -> None:
        """Remove all that it has stored, as when a disk is lost. It must not be running."""
        assert not self.running, "the server runs"
        shutil.rmtree(self._folder / "data")

    def pause(self) -> None:
        """Let it stand still (SIGSTOP): connections stay open, and nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT) after `pause`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it, give its port back and remove its data. May be called again."""
        self.kill()
        self._call_off()  # also of a server that has ended by itself
        self._lease.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def log_tail(self) -> str:
        """The end of what the server has written."""
        if not self._log.exists():
            return ""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-40:])

    @property
    def _config(self) -> Path:
        return self._folder / "nats.conf"

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _answers(self) -> bool:
        """Whether it greets with JetStream on."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                greeting = connection.makefile("rb").readline()
        except OSError:
            return False
        word, _, info = greeting.partition(b" ")
        return word == b"INFO" and bool(json.loads(info).get("jetstream"))

    def _end(self, number: signal.Signals) -> None:
        if self._process is None or not self.running:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"nats-server did not stop:\n{self.log_tail()}") from None
        self._call_off()

    def _call_off(self) -> None:
        if self._watchdog:
            self._watchdog.call_off()
            self._watchdog = None
