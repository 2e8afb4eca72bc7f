"""What the network can do to a push, and that it never takes longer than it may."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bus_site.bus.outcomes import Answer, NoAnswer
from bus_site.bus.sending import MAX_ANSWER_BYTES, Sender
from bus_site.bus.sinks import Sinks
from bus_site.networks import EVERYWHERE
from tests.bus_site.consumer import PATIENCE, Consumer, Received, Reply, reply

BODY = b'{"upto": 1}'


@pytest.fixture
def sender() -> Iterator[Sender]:
    sender = Sender(Sinks(EVERYWHERE), connect_timeout=PATIENCE, timeout=PATIENCE)
    yield sender
    sender.close()


@pytest.fixture
def hasty() -> Iterator[Sender]:
    sender = Sender(Sinks(EVERYWHERE), connect_timeout=PATIENCE, timeout=0.5)
    yield sender
    sender.close()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does with one connection whatever `talk` does."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


def test_the_answer_comes_back_as_it_is(sender: Sender, consumer: Consumer) -> None:
    consumer.script = [reply(503, {"detail": "later"}, retry_after="7")]
    assert sender.post(consumer.url, BODY, {}) == Answer(503, b'{"detail": "later"}', "7")
    assert consumer.received[0].body == BODY


def test_the_connection_is_kept_alive(sender: Sender, consumer: Consumer) -> None:
    for _ in range(3):
        sender.post(consumer.url, BODY, {})
    assert len({received.connection for received in consumer.received}) == 1


def test_each_push_has_its_own_headers_and_body(sender: Sender, consumer: Consumer) -> None:
    sender.post(consumer.url, BODY, {"Webhook-Id": "1", "Webhook-Signature": "v1,first"})
    sender.post(consumer.url, b"{}", {"Webhook-Id": "2"})
    first, second = consumer.received
    assert (first.headers["webhook-id"], first.headers["webhook-signature"]) == ("1", "v1,first")
    assert (second.headers["webhook-id"], second.headers.get("webhook-signature")) == ("2", None)
    assert (first.body, second.body) == (BODY, b"{}")


def test_a_sink_that_has_changed_gets_the_next_push(sender: Sender, consumer: Consumer) -> None:
    sender.post("http://127.0.0.1:9/events", BODY, {})
    assert isinstance(sender.post(consumer.url, BODY, {}), Answer)


def test_a_consumer_that_closed_its_connection_is_reached_by_another(
    sender: Sender, consumer: Consumer
) -> None:
    consumer.always = reply(200, {"position": 1}, connection="close")
    for _ in range(2):
        assert isinstance(sender.post(consumer.url, BODY, {}), Answer)


def test_something_is_done_once_while_the_answer_is_awaited(
    sender: Sender, consumer: Consumer
) -> None:
    sent = threading.Event()

    def answer(received: Received) -> Reply:
        assert sent.wait(PATIENCE)
        return reply(200)

    consumer.always = answer
    done = []

    def meanwhile() -> None:
        done.append(len(consumer.received))
        sent.set()

    assert isinstance(sender.post(consumer.url, BODY, {}, meanwhile), Answer)
    assert isinstance(sender.post(consumer.url, BODY, {}), Answer)
    assert len(done) == 1


def test_redirects_are_not_followed(sender: Sender, consumer: Consumer) -> None:
    consumer.always = reply(307, None, location=consumer.url + "/elsewhere")
    answer = sender.post(consumer.url, BODY, {})
    assert isinstance(answer, Answer)
    assert answer.status == 307
    assert len(consumer.received) == 1


def test_cookies_are_not_kept(sender: Sender, consumer: Consumer) -> None:
    consumer.always = reply(200, None, set_cookie="a=b")
    for _ in range(2):
        sender.post(consumer.url, BODY, {})
    assert "cookie" not in consumer.received[1].headers


def test_of_a_long_answer_only_the_beginning_is_read(sender: Sender, consumer: Consumer) -> None:
    consumer.script = [Reply(200, b"x" * 3 * MAX_ANSWER_BYTES)]
    assert sender.post(consumer.url, BODY, {}) == Answer(200, b"x" * MAX_ANSWER_BYTES)
    assert isinstance(sender.post(consumer.url, BODY, {}), Answer)


def test_an_answer_that_breaks_off_is_none(sender: Sender, consumer: Consumer) -> None:
    consumer.script = [Reply(200, b'{"position": 1', cut=True)]
    assert isinstance(sender.post(consumer.url, BODY, {}), NoAnswer)


def test_nobody_listening_is_no_answer_with_the_cause(sender: Sender) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = sender.post(f"http://127.0.0.1:{unused.getsockname()[1]}/", BODY, {})
    assert isinstance(answer, NoAnswer)
    assert "refused" in answer.said.lower()


@pytest.mark.parametrize("url", ["http://no-such-host.invalid/", "http://[::1", "http://a..b/"])
def test_an_address_that_leads_nowhere_is_no_answer(sender: Sender, url: str) -> None:
    assert isinstance(sender.post(url, BODY, {}), NoAnswer)


def test_a_consumer_that_says_nothing_is_given_up(hasty: Sender) -> None:
    given_up = threading.Event()
    with raw_server(lambda connection: _until(given_up)) as url:
        answer = hasty.post(url, BODY, {})
        given_up.set()
    assert answer == NoAnswer("no whole answer within 0.5 s")


@pytest.mark.parametrize(
    "beginning", [b"HTTP/1.1 200 OK\r\nX-Filler: ", b"HTTP/1.1 200 OK\r\n\r\n"]
)
def test_a_consumer_that_trickles_is_cut_off(hasty: Sender, beginning: bytes) -> None:
    """Each byte comes well within the time-out, so only the total ends it."""

    def trickle(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(beginning)
            while not given_up.wait(0.05):
                connection.sendall(b"x")

    def watch() -> None:
        while not given_up.wait(0.1):
            hasty.cut_off_if_overdue()

    given_up = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    with raw_server(trickle) as url:
        answer = hasty.post(url, BODY, {})
        given_up.set()
    watcher.join()
    assert answer == NoAnswer("no whole answer within 0.5 s")


def _until(event: threading.Event) -> None:
    assert event.wait(20)
