"""One PostgreSQL server: its data in a new folder, its port on the loopback alone.

with PostgresServer() as server:
    url = server.create_database("posts")
    server.kill()
    server.start()  # recovers; same port, same data
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from tools.own_server import OwnServer
from tools.postgres.databases import Databases
from tools.postgres.programs import find_programs, user_to_run_as, within_reach

ADMIN, ROLE = "postgres", "postbus"

SETTINGS = {"max_connections": "400", "timezone": "UTC", "log_timezone": "UTC"}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For suites that kill no server: nothing survives a crash of the machine, commits are quick."""


class PostgresServer(OwnServer):
    """`durable` as in production: what was committed survives; without it, commits are quicker.

    Raises NoPostgres where the machine has no PostgreSQL.
    """

    program = "PostgreSQL"

    def __init__(self, *, durable: bool = True, programs: Path | None = None) -> None:
        programs = programs or find_programs(os.environ)
        self._user = user_to_run_as()
        super().__init__()
        self._settings = SETTINGS if durable else SETTINGS | HASTY
        self._password = secrets.token_hex(16)
        self.databases = Databases(self._address(ROLE))
        try:
            if self._user:
                shutil.chown(self._folder, self._user)
            self._programs = within_reach(programs, self._user, scratch=self._folder)
            self._initialise()
        except BaseException:
            self.close()
            raise

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template`; its URL, such as DATABASE_URL takes."""
        return self.databases.create_database(name, template=template)

    def drop_database(self, name: str) -> None:
        """Throw out whoever is connected, and drop it; nothing happens where there is none."""
        self.databases.drop_database(name)

    def stop(self) -> None:
        """End it in good order: sessions are ended, transactions rolled back (`-m fast`)."""
        self._end(signal.SIGINT)

    def stop_immediate(self) -> None:
        """End it without a checkpoint, so that it recovers at the next start (`-m immediate`)."""
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """SIGKILL to all its processes, as when the power fails or memory runs out."""
        if not self.running:
            return
        parent = psutil.Process(self.process_id)
        # Held first: the postmaster would start children anew while we count them.
        parent.suspend()
        family = [*parent.children(recursive=True), parent]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        assert self._process is not None
        self._process.wait()
        psutil.wait_procs(family)
        self._call_off()

    def lose_data(self) -> None:
        """Begin with new data, as on a new disk. It must not be running."""
        assert not self.running, "the server runs"
        shutil.rmtree(self._data)
        self._initialise()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _address(self, role: str) -> str:
        return f"postgres://{role}:{self._password}@127.0.0.1:{self.port}"

    def _command(self) -> Sequence[str | Path]:
        options = [word for pair in self._settings.items() for word in ("-c", "=".join(pair))]
        return [
            *(self._programs / "postgres", "-D", self._data),
            *("-h", "127.0.0.1", "-p", str(self.port), "-k", "", *options),
        ]

    def _initialise(self) -> None:
        password = self._folder / "password"
        password.write_text(self._password)
        done = subprocess.run(
            [
                *(self._programs / "initdb", "--pgdata", self._data, "--username", ADMIN),
                *("--auth", "scram-sha-256", "--pwfile", password, "--no-sync"),
                # The machine's own locale must not decide how texts are sorted.
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            cwd="/",
            user=self._user,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}\n{done.stderr}")

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._address(ADMIN) + "/postgres", connect_timeout=5) as admin:
                known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
                if known.fetchone() is None:
                    role = sql.SQL(
                        "CREATE ROLE {} LOGIN CREATEDB PASSWORD {} IN ROLE pg_signal_backend"
                    )
                    admin.execute(role.format(sql.Identifier(ROLE), sql.Literal(self._password)))
        except psycopg.OperationalError:
            return False
        return True
