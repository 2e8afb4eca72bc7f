"""A running system moves to NATS and back while people write: docs/nats.md, step by step.

It begins over HTTP, so there is nothing to go through on either engine.
"""

import threading
from collections.abc import Iterator

import pytest

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.engine import VARIABLE
from tests.faults.log import SPEAKING, in_log, is_drained, log_length
from tests.system.harness import System, wait_until
from tools.nats import NatsServer


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with System() as system:
        system.start()
        yield system


@pytest.fixture
def server() -> Iterator[NatsServer]:
    with NatsServer() as server:
        yield server


class Writer:
    """Comments until it is told to stop."""

    def __init__(self, blog: Blog, posts: list[str]) -> None:
        self._blog = blog
        self._posts = posts
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._failure: Exception | None = None

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join(120)
        assert not self._thread.is_alive()
        assert self._failure is None, self._failure

    def wait_for_more(self) -> None:
        """Until five more comments were taken."""
        enough = len(self._blog.comments) + 5
        wait_until(lambda: len(self._blog.comments) >= enough, "five more comments are taken")

    def _write(self) -> None:
        number = 0
        try:
            while not self._stop.wait(0.05):
                number += 1
                post = self._posts[number % len(self._posts)]
                self._blog.comment_when_known(post, GOOD if number % 3 else REJECTED)
        except Exception as error:
            self._failure = error


def test_nothing_is_lost_or_doubled_on_the_way_there_and_back(
    system: System, server: NatsServer
) -> None:
    blog = Blog(system)
    posts = [blog.post(f"Post {n}") for n in range(3)]
    with Writer(blog, posts) as writer:
        writer.wait_for_more()
        before = log_length(system)

        # There: the bus first, then one service after the other.
        system["bus"].environment[VARIABLE] = server.url
        system.restart("bus")
        assert system.post("bus", "/events", {"type": "Noted", "data": {}}).status_code == 503
        system.manage("bus", "move_log", "--to", "nats")
        writer.wait_for_more()
        for name in SPEAKING:
            system[name].environment[VARIABLE] = server.url
            system.restart(name)
            writer.wait_for_more()
        wait_until(lambda: log_length(system) > before, "the log goes on under the same numbers")
        assert system.get("bus", "/status").json()["stream"]["name"] == "EVENTS"

        # Back: one service after the other, then the bus.
        for name in SPEAKING:
            del system[name].environment[VARIABLE]
            system.restart(name)
            writer.wait_for_more()
        system.manage("bus", "move_log", "--to", "http")
        del system["bus"].environment[VARIABLE]
        system.restart("bus")
        writer.wait_for_more()

    blog.wait_settled()
    wait_until(lambda: is_drained(system), "every outbox is empty and all is applied")
    assert in_log(system)
    applied = {system.get(name, "/status").json()["parked"]["events"] for name in SPEAKING}
    assert applied == {0}


def test_who_was_left_behind_on_either_way_can_write_nothing_beside_the_log(
    system: System, server: NatsServer
) -> None:
    blog = Blog(system)
    post = blog.post("Before")
    blog.comment_when_known(post, GOOD)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "all is applied")
    system["bus"].environment[VARIABLE] = server.url
    system.manage("bus", "move_log", "--to", "nats")  # the bus itself still runs as before
    refused = system.post("bus", "/events", {"type": "Noted", "data": {}})
    assert refused.status_code == 503
    assert "EVENTBOX_TRANSPORT_URL" in refused.json()["detail"]
    system.restart("bus")
    for name in SPEAKING:
        system[name].environment[VARIABLE] = server.url
    system.restart(*SPEAKING)
    blog.comment(post, GOOD)
    blog.wait_settled()

    system.manage("bus", "move_log", "--to", "http")  # and the services still speak NATS
    del system["bus"].environment[VARIABLE]
    system.restart("bus")

    def told() -> bool:
        """What is written before this is known to the service still comes by way of the bus."""
        blog.comment(post, GOOD)
        error = system.get("comments", "/status").json()["pump"]["lastError"]
        return "sealed" in (error or "")

    wait_until(told, "comments is told that the stream takes nothing")
    for name in SPEAKING:
        del system[name].environment[VARIABLE]
    system.restart(*SPEAKING)
    blog.wait_settled()
    assert in_log(system)
