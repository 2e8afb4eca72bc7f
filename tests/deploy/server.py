"""PostgreSQL and NATS as the compose file has them: by the same files, with the same logins."""

import os
import re
import subprocess
from collections.abc import Mapping

from tools.house import ROOT
from tools.nats import NatsServer
from tools.postgres import PostgresServer

SCRIPT = ROOT / "deploy" / "postgres" / "databases.sh"
NATS = ROOT / "deploy" / "nats" / "nats.conf"


class ScriptedServer(PostgresServer):
    """`prepare` does what the image does when its data are made."""

    def prepare(self, environment: Mapping[str, str]) -> None:
        """Raises AssertionError with what the script said."""
        place = {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGPASSWORD": self._password,
        }
        done = subprocess.run(
            [SCRIPT], env=place | dict(environment), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def url(self, login: str, password: str, database: str) -> str:
        return f"postgres://{login}:{password}@127.0.0.1:{self.port}/{database}"


def nats_with_logins(environment: Mapping[str, str]) -> NatsServer:
    """A server, not started yet, with the logins of the file, whose passwords `environment` has."""
    found = re.search(r"^authorization \{.*?^\}", NATS.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return NatsServer(settings=found[0], environment=environment)
