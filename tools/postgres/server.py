"""One PostgreSQL server: its data in a new folder, its port on the loopback alone.

    with PostgresServer() as server:
        url = server.create_database("posts")
        server.kill()
        server.start()  # recovers; same port, same data

Ended by its own process id, and removed with all its data, when the `with` ends, or when this
process dies in it.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psutil
import psycopg
from psycopg import sql

from tools.port_lease import LeasedPort
from tools.postgres.databases import Databases
from tools.postgres.programs import find_programs, user_to_run_as, within_reach
from tools.watchdog import Watchdog

ADMIN, ROLE = "postgres", "postbus"
PATIENCE = 120.0

SETTINGS = {"max_connections": "400", "timezone": "UTC", "log_timezone": "UTC"}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For suites that kill no server: nothing survives a crash of the machine, commits are quick."""


class PostgresServer:
    """`durable` as in production: what was committed survives; without it, commits are quicker.

    Raises NoPostgres where the machine has no PostgreSQL. Not for several threads at once.
    """

    def __init__(self, *, durable: bool = True, programs: Path | None = None) -> None:
        programs = programs or find_programs(os.environ)
        self._user = user_to_run_as()
        self._folder = Path(tempfile.mkdtemp(prefix="postbus-postgres-"))
        self._lease = LeasedPort()
        self.port = self._lease.number
        self._settings = SETTINGS if durable else SETTINGS | HASTY
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: Watchdog | None = None
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

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template`; its URL, such as DATABASE_URL takes."""
        return self.databases.create_database(name, template=template)

    def drop_database(self, name: str) -> None:
        """Throw out whoever is connected, and drop it; nothing happens where there is none."""
        self.databases.drop_database(name)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int:
        """Of the postmaster, the parent of all other processes of the server."""
        assert self._process is not None, "the server has not been started"
        return self._process.pid

    def start(self, *, seconds: float = PATIENCE) -> None:
        """Start it, and wait until it takes connections, thus has recovered from any crash.

        Raises RuntimeError with the end of its log when it ends, or isn't ready in `seconds`.
        """
        assert not self.running, "the server runs already"
        options = [word for pair in self._settings.items() for word in ("-c", "=".join(pair))]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self._programs / "postgres", "-D", self._data),
                    *("-h", "127.0.0.1", "-p", str(self.port), "-k", "", *options),
                ],
                cwd="/",
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then close us
            )
        self._watchdog = Watchdog(self._process.pid, self._folder)
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log_tail()}")
            time.sleep(0.05)

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
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _address(self, role: str) -> str:
        return f"postgres://{role}:{self._password}@127.0.0.1:{self.port}"

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
                    role = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
                    admin.execute(role.format(sql.Identifier(ROLE), sql.Literal(self._password)))
        except psycopg.OperationalError:
            return False
        return True

    def _end(self, number: signal.Signals) -> None:
        if self._process is None or not self.running:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"PostgreSQL did not stop:\n{self.log_tail()}") from None
        self._call_off()

    def _call_off(self) -> None:
        if self._watchdog:
            self._watchdog.call_off()
            self._watchdog = None
