"""The server's settings of docs/nats.md: a service publishes under its own name, and reads."""

import re
from collections.abc import Iterator

import pytest

from eventbox.errors import BusError
from eventbox.testing import make_event
from eventbox.transports.nats import LogStream, NatsTransport
from tests.eventbox.processes import ROOT
from tools.nats import NatsServer


@pytest.fixture(scope="module")
def server() -> Iterator[NatsServer]:
    text = (ROOT / "docs" / "nats.md").read_text()
    found = re.search(r"^```\n(jetstream .*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found
    settings = re.sub(r"^jetstream .*\n", "", found[1])
    with NatsServer(settings=settings) as server:
        stream = LogStream(address(server, "bus"))
        stream.create("log-1", first=1)
        stream.close()
        yield server


@pytest.fixture
def posts(server: NatsServer) -> Iterator[NatsTransport]:
    transport = NatsTransport(address(server, "posts"))
    yield transport
    transport.close()


def address(server: NatsServer, name: str) -> str:
    return server.url.replace("nats://", f"nats://{name}:{name}-secret@")


def test_it_publishes_and_reads_what_is_its_own(posts: NatsTransport) -> None:
    event = make_event("PostCreated", {}, source="/posts")
    [position] = posts.append([event.text])
    assert posts.append([event.text]) == [position]
    window = posts.window("posts", types=[], after=position - 1, wait=5.0)
    assert [event.id for event in window.events] == [event.id]
    found = posts.history(types=["PostCreated"], after=position - 1, upto=position, limit=1)
    assert [event.id for event in found] == [event.id]


def test_it_publishes_nothing_in_the_name_of_another(posts: NatsTransport) -> None:
    before = posts.state()
    forged = make_event("CommentModerated", {}, source="/moderation")
    with pytest.raises(BusError, match=r"(?i)permissions violation for publish"):
        posts.append([forged.text])
    assert posts.state() == before


def test_it_cannot_make_change_or_end_the_stream(server: NatsServer) -> None:
    stream = LogStream(address(server, "posts"))
    with pytest.raises(BusError, match=r"(?i)permissions violation"):
        stream.seal()
    stream.close()
    owner = LogStream(address(server, "bus"))
    state = owner.state()
    assert state is not None
    assert not state.sealed
    owner.close()


def test_without_a_login_nobody_connects(server: NatsServer) -> None:
    stranger = NatsTransport(server.url)
    with pytest.raises(BusError, match=r"(?i)authorization"):
        stranger.state()
    stranger.close()
