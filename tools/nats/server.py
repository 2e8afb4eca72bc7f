"""One NATS server with JetStream: its data in a new folder, its port on the loopback alone.

    with NatsServer() as server:
        transport = NatsTransport(server.url)
        server.kill()
        server.start()  # recovers; same port, same data

What it acknowledges is on disk (`sync_interval: always`), unless told otherwise.
"""

import json
import os
import shutil
import signal
import socket
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.nats.programs import find_program
from tools.own_server import OwnServer


class NatsServer(OwnServer):
    """`settings` are further lines of its configuration, and `environment` variables that they
    name. Raises NoNats."""

    program = "nats-server"

    def __init__(
        self,
        *,
        name: str = "nats",
        settings: str = "",
        environment: Mapping[str, str] | None = None,
        sync_interval: str = "always",
    ) -> None:
        self._executable = find_program(os.environ)
        super().__init__(environment)
        self._config.write_text(
            f"server_name: {name}\n"
            f"listen: 127.0.0.1:{self.port}\n"
            f'jetstream {{ store_dir: "{self._folder}/data", sync_interval: {sync_interval} }}\n'
            f"{settings}\n"
        )

    @property
    def url(self) -> str:
        """Such as EVENTBOX_TRANSPORT_URL takes it."""
        return f"nats://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def lose_data(self) -> None:
        """Remove all that it has stored, as when a disk is lost. It must not be running."""
        assert not self.running, "the server runs"
        shutil.rmtree(self._folder / "data")

    def copy_data(self) -> Path:
        """What it has stored, as a backup has it. It must not be running."""
        assert not self.running, "the server runs"
        return shutil.copytree(self._folder / "data", self._folder / f"copy-{uuid.uuid4().hex}")

    def restore_data(self, copy: Path) -> None:
        """Put the copy in the place of all that it has stored. It must not be running."""
        self.lose_data()
        shutil.copytree(copy, self._folder / "data")

    def hold_up_removals(self) -> Path:
        """Let it be busy removing its stream "EVENTS", until the folder that is returned is gone.

        Whoever removes the stream once more meanwhile is told that it is done.
        """
        [streams] = self._folder.glob("data/jetstream/*/streams")
        removed = streams / ".EVENTS"  # where it moves what it removes
        removed.mkdir()
        return removed

    @property
    def _config(self) -> Path:
        return self._folder / "nats.conf"

    def _command(self) -> Sequence[str | Path]:
        return [self._executable, "-c", self._config]

    def _answers(self) -> bool:
        """Whether it greets with JetStream on."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                greeting = connection.makefile("rb").readline()
        except OSError:
            return False
        word, _, info = greeting.partition(b" ")
        return word == b"INFO" and bool(json.loads(info).get("jetstream"))
