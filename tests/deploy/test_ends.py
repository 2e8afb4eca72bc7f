"""Every process may end while people write: asked to, it is gone in ten seconds; killed, it is
started again. Nothing that was answered is lost either way."""

import http.client
import json
import threading
from collections.abc import Iterator

import pytest
import requests

from tests.deploy.blog import COMMENTS, QUERY, new_post
from tests.deploy.host import Host
from tests.deploy.writers import Writers
from tools.trial.waiting import wait_until

TEN_SECONDS = 10.0
BODY = json.dumps({"title": "Slowly", "comment": "Slowly"}).encode()
HALF = 5
SLOW = {"posts": 201, "comments": 201, "query": 405}
"""What each answers to somebody who writes slowly; query takes nothing, after it was sent."""


@pytest.fixture
def writers(host: Host) -> Iterator[Writers]:
    with Writers(host) as writers:
        yield writers


def test_each_process_ends_within_ten_seconds_of_sigterm(host: Host, writers: Writers) -> None:
    with viewer(host):
        for name in host.running:
            writers.wait_for_more()
            host.processes[name].stop(seconds=TEN_SECONDS)
            host.processes[name].begin()
            host.wait_healthy(name)
    nothing_is_lost(writers)


def test_each_process_may_be_killed(host: Host, writers: Writers) -> None:
    for name in host.running:
        writers.wait_for_more()
        host.processes[name].kill()
        host.processes[name].begin()
        host.wait_healthy(name)
    nothing_is_lost(writers)


def test_the_database_may_crash(host: Host, writers: Writers) -> None:
    writers.wait_for_more()
    host.postgres.kill()
    host.postgres.start()
    nothing_is_lost(writers)


@pytest.mark.parametrize("name", SLOW)
def test_a_request_that_has_begun_is_answered_before_the_server_goes(host: Host, name: str) -> None:
    server = host.processes[name]
    connection = half_sent(host, name)
    ending = threading.Thread(target=server.stop, kwargs={"seconds": TEN_SECONDS})
    ending.start()
    try:
        wait_until(lambda: refuses(server.port), "it takes nobody new")
        connection.send(BODY[HALF:])
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
        ending.join()
        start_again(host, name)
    assert answer.status == SLOW[name]


@pytest.mark.parametrize("name", SLOW)
def test_a_client_that_never_comes_to_its_end_does_not_hold_the_server(
    host: Host, name: str
) -> None:
    connection = half_sent(host, name)
    try:
        host.processes[name].stop(seconds=TEN_SECONDS)
    finally:
        connection.close()
        start_again(host, name)


def half_sent(host: Host, name: str) -> http.client.HTTPConnection:
    """A request to the server itself, which has begun to read it and was sent one half of it."""
    post = new_post(host, "Known")
    wait_until(lambda: host.get(f"{COMMENTS}/posts/{post}/comments").ok, "comments knows it")
    connection = http.client.HTTPConnection("127.0.0.1", host.port(name), timeout=30)
    connection.putrequest("POST", "/posts" if name == "posts" else f"/posts/{post}/comments")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(BODY)))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    told = connection.sock.recv(1024)
    assert told.startswith(b"HTTP/1.1 100 "), told  # the server asks for the body
    connection.send(BODY[:HALF])
    return connection


def start_again(host: Host, name: str) -> None:
    host.processes[name].begin()
    host.wait_healthy(name)


def nothing_is_lost(writers: Writers) -> None:
    writers.wait_for_more()
    writers.stop()
    wait_until(lambda: not writers.missing(), "query has all that was answered")


def refuses(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.connect()
    except ConnectionRefusedError:
        return True
    finally:
        connection.close()
    return False


def viewer(host: Host) -> requests.Response:
    """Somebody who follows the stream, which would never end by itself."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{host.address}{QUERY}/stream", stream=True, timeout=30)
