"""A Django project in a folder of its own: the diary, with a database and settings of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.eventbox.processes import PATIENCE, ROOT, Running
from tests.system.database import Database, new_database

SETTINGS = """\
from tests.eventbox.settings import *  # noqa: F403
from tests.eventbox.settings import EVENTBOX

DEBUG = True
EVENTBOX = {**EVENTBOX, "BUS_URL": BUS_ADDRESS, "SINK_URL": OWN_ADDRESS}
LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.utils.autoreload": {"level": "DEBUG"}},  # tells what it watches
}
"""


class Project:
    """`settings` is its settings file; touching it makes the autoreloader start it again.

    Its `database` is a new one where none is given.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bus_url: str,
        sink_url: str | None = None,
        database: Database | None = None,
    ) -> None:
        self.folder = folder
        self.database = database or new_database(folder, "diary")
        self.settings = folder / "project_settings.py"
        text = SETTINGS.replace("BUS_ADDRESS", repr(bus_url)).replace("OWN_ADDRESS", repr(sink_url))
        self.settings.write_text(text)

    def migrate(self) -> None:
        with self.run("migrate", "--run-syncdb", "--verbosity=0") as process:
            assert process.process.wait(PATIENCE) == 0, process.output

    def run(self, *arguments: str) -> Running:
        """A management command as a process."""
        return Running(
            ["-m", "django", *arguments],
            environment={
                "PYTHONPATH": f"{self.folder}:{ROOT}",
                "DJANGO_SETTINGS_MODULE": "project_settings",
                "DATABASE_URL": self.database.url,
            },
            folder=self.folder,
        )

    @contextmanager
    def runserver(self, *options: str) -> Iterator[tuple[Running, str]]:
        """The running server and its address."""
        with self.run("runserver", "127.0.0.1:0", *options) as server:
            line = server.wait_for("Starting development server at ")
            yield server, line.split()[-1].rstrip("/")

    def rows(self, sql: str) -> Sequence[Any]:
        return self.database.read(sql)


def ask(address: str, text: str) -> None:
    """Have the service publish an event `Answered`, as an event that is posted by hand does."""
    body = {"type": "Asked", "data": {"text": text}}
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(f"{address}/events", json=body, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
