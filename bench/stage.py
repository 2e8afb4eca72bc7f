"""What rows stand on: the running system, the folder for data, and how long to measure."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from bench import express
from bench.blog import OriginBlog, OurBlog
from bench.ceiling import GeneratorWatch
from bench.postbus import Postbus
from bench.postbus import running as postbus_running
from bench.settling import let_settle
from tools.house import SERVICES
from tools.postgres import PostgresServer

WARMING = 1.0
"""Seconds of load before anything is measured."""


@dataclass
class Stage:
    """A run on one database. What is started on it is shared by its rows, and ends with it."""

    database: str
    quick: bool
    rounds: int
    data: Path
    _stack: ExitStack
    _numbers: Iterator[int] = field(default_factory=count)
    generator: GeneratorWatch = field(default_factory=GeneratorWatch)
    notes: list[str] = field(default_factory=list)
    """What the reader of the table is to know besides, each said once."""

    def note(self, text: str) -> None:
        """Put a line beneath the table."""
        if text not in self.notes:
            self.notes.append(text)

    def pick(self, usual: float, quick: float) -> float:
        """How long, or how many: less of it in a quick run."""
        return quick if self.quick else usual

    @cached_property
    def postgres(self) -> PostgresServer:
        """A server that keeps what it has committed, as in production."""
        return self._stack.enter_context(PostgresServer(durable=True))

    def database_url(self, name: str) -> str:
        """A new, empty database; its name begins with that."""
        name = f"{name}_{next(self._numbers)}"
        if self.database == "postgres":
            return self.postgres.create_database(name)
        return f"sqlite:///{self.data / name}.sqlite3"

    @cached_property
    def postbus(self) -> Postbus:
        """The whole system, running since the first row that asked for it."""
        databases = {service.name: self.database_url(service.name) for service in SERVICES}
        return self._stack.enter_context(postbus_running(databases, self.data))

    @contextmanager
    def bus(self) -> Iterator[Postbus]:
        """A bus alone with an empty log, for a row of its own."""
        folder = self.data / f"bus-{next(self._numbers)}"
        folder.mkdir()
        with postbus_running({"bus": self.database_url("bus")}, folder) as running:
            yield running

    @cached_property
    def blog(self) -> OurBlog:
        """It, to be written to and read; warm."""
        blog = OurBlog(self.postbus.ports)
        let_settle(blog, seconds=WARMING)
        return blog

    @contextmanager
    def express(self) -> Iterator[OriginBlog]:
        """The Express services, started anew and warm: what runs often is compiled by then."""
        with express.running(self.data) as blog:
            let_settle(blog, seconds=WARMING)
            yield blog


@contextmanager
def stage(database: str, *, quick: bool, rounds: int) -> Iterator[Stage]:
    """An empty stage; all that was started on it is ended, and its data removed."""
    # A short path: a worker's wake-up socket lies in it.
    data = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        with ExitStack() as stack:
            yield Stage(database, quick, rounds, data, stack)
    finally:
        shutil.rmtree(data, ignore_errors=True)
