"""PostgreSQL cuts everybody off, or is restarted, while people write: nothing is lost."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import requests

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.engine import HTTP, NATS, EngineSystem
from tests.faults.log import in_log, is_drained
from tests.system.harness import SERVICES, System, wait_until
from tests.system.postgres import ObservedServer

pytestmark = pytest.mark.only_on("postgres")

ROUNDS = 3
EACH_ROUND = 8
"""Comments that are taken between two cuts."""


class Users(Blog):
    """A blog that notes with what its users were answered."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self.answers: set[int] = set()

    def wait_for_more(self, comments: int) -> None:
        """Wait until so many more comments were answered with 201."""
        enough = len(self.comments) + comments
        wait_until(lambda: len(self.comments) >= enough, "people write")

    def _write(self, service: str, path: str, body: dict[str, str]) -> requests.Response:
        answer = super()._write(service, path, body)
        self.answers.add(answer.status_code)
        return answer


@pytest.fixture
def on_postgres(engine: str, postgres: ObservedServer) -> Iterator[System]:
    """The five services, each with a database of its own on the server."""
    own = {name: {"DATABASE_URL": postgres.create_database(name)} for name in SERVICES}
    with EngineSystem(engine, own=own) as system:
        system.start()
        yield system


@pytest.fixture
def postgres() -> Iterator[ObservedServer]:
    with ObservedServer() as server:
        yield server


def _cuts(server: ObservedServer, database: str) -> bool:
    """Whether somebody was cut off: who has just been is away for a moment."""
    return server.cut_off(database) > 0


def cut_off(server: ObservedServer) -> None:
    for name in SERVICES:
        wait_until(partial(_cuts, server, name), f"{name} uses its database")


def crash(server: ObservedServer) -> None:
    server.stop_immediate()
    server.start()


@pytest.mark.parametrize(
    ("engine", "fault"), [(HTTP, cut_off), (HTTP, crash), (NATS, crash)], indirect=["engine"]
)
def test_what_was_answered_survives_and_all_go_on(
    on_postgres: System, postgres: ObservedServer, fault: Callable[[ObservedServer], None]
) -> None:
    users = Users(on_postgres)
    posts = [users.post_in_the_end(f"Post {n}") for n in range(3)]
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            for post in posts:
                users.comment_when_known(post, GOOD)
                users.comment_when_known(post, REJECTED)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(ROUNDS):
            users.wait_for_more(EACH_ROUND)
            fault(postgres)
        users.wait_for_more(EACH_ROUND)
    finally:
        over.set()
        writer.join(240)
    assert not writer.is_alive()

    users.wait_settled()
    wait_until(lambda: is_drained(on_postgres), "every outbox is empty, every consumer caught up")
    assert users.answers <= {201, 404, 503}
    assert in_log(on_postgres)
    wait_until(lambda: all(map(postgres.listeners, SERVICES)), "every service listens again")
