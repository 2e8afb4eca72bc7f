"""PostgreSQL and NATS as the compose file has them: by the same files, with the same logins."""

import os
import re
import subprocess
from collections.abc import Mapping

from tools.house import ROOT
from tools.nats import NatsServer
from tools.own_server import PATIENCE
from tools.postgres import PostgresServer

SCRIPT = ROOT / "deploy" / "postgres" / "databases.sh"
NATS = ROOT / "deploy" / "nats" / "nats.conf"


class ScriptedServer(PostgresServer):
    """Does at its first start what the image does when its data are made."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._given = dict(environment)
        self._prepared = False

    @property
    def inside(self) -> dict[str, str]:
        """The environment in which PostgreSQL's own programs find this server."""
        return {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGPASSWORD": self._password,
        }

    def wait_ready(self, *, seconds: float = PATIENCE) -> None:
        """Raises AssertionError with what the script said."""
        super().wait_ready(seconds=seconds)
        if self._prepared:
            return
        done = subprocess.run(
            [SCRIPT], env=self.inside | self._given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self._prepared = True

    def lose_data(self) -> None:
        """Begin with new data, as on a new disk. It must not be running."""
        super().lose_data()
        self._prepared = False

    def url(self, login: str, password: str, database: str) -> str:
        return f"postgres://{login}:{password}@127.0.0.1:{self.port}/{database}"


def nats_with_logins(environment: Mapping[str, str]) -> NatsServer:
    """A server, not started yet, with the logins of the file, whose passwords `environment` has."""
    found = re.search(r"^authorization \{.*?^\}", NATS.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return NatsServer(settings=found[0], environment=environment)
