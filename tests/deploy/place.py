"""Where on this machine that is what the compose file names: ports of the loopback, one folder."""

import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools.port_lease import LeasedPort

ADDRESS = re.compile(r"(?<=//)([a-z]+):8000\b")
HEALTH = "gateway's health"


class Place:
    """A port for each container of `names`, and a folder for all that they write."""

    def __init__(self, names: Iterable[str]) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="postbus-"))
        self._ports = {name: LeasedPort() for name in (*names, HEALTH)}
        self.servers: dict[str, int] = {}
        """The ports of `postgres:5432` and `nats:4222`."""

    def port(self, name: str) -> int:
        return self._ports[name].number

    def address(self, name: str) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.port(name)}"

    def located(self, value: str) -> str:
        """The value, with addresses of this machine for those of containers."""
        for name, port in self.servers.items():
            value = re.sub(rf"(?<=[/@]){name}\b", f"127.0.0.1:{port}", value)
        return ADDRESS.sub(lambda found: f"127.0.0.1:{self.port(found[1])}", value)

    def own(self, name: str, words: Iterable[str]) -> list[str]:
        """The command of a container, in whose /tmp nobody else's files are."""
        return [word.replace("/tmp/", f"{self.data}/{name}.") for word in words]

    def clear(self) -> None:
        """Give all of it back."""
        for port in self._ports.values():
            port.release()
        shutil.rmtree(self.data, ignore_errors=True)
