"""deploy/nats/nats.conf: a service publishes under its own name, reads, and changes nothing."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import nats
import pytest

from eventbox.errors import BusError
from eventbox.testing import make_event
from eventbox.transports.nats import LogStream, NatsTransport
from eventbox.transports.nats.messages import UNREADABLE
from tests.deploy.server import NATS, nats_with_logins
from tools.nats import NatsServer

PRODUCERS = ("posts", "comments", "moderation")
SERVICES = (*PRODUCERS, "query")


@pytest.fixture(scope="module")
def server() -> Iterator[NatsServer]:
    passwords = {f"{name.upper()}_PASSWORD": f"{name}-secret" for name in ("bus", *SERVICES)}
    with nats_with_logins(passwords) as server:
        stream = LogStream(address(server, "bus"))
        stream.create("log-1", first=1)
        stream.close()
        yield server


@pytest.fixture(params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def transport(server: NatsServer, name: str) -> Iterator[NatsTransport]:
    transport = NatsTransport(address(server, name))
    yield transport
    transport.close()


def address(server: NatsServer, name: str) -> str:
    return server.url.replace("nats://", f"nats://{name}:{name}-secret@")


@pytest.mark.parametrize("name", PRODUCERS)
def test_it_publishes_and_reads_what_is_its_own(transport: NatsTransport, name: str) -> None:
    event = make_event("Noted", {}, source=f"/{name}")
    [position] = transport.append([event.text])
    assert transport.append([event.text]) == [position]
    window = transport.window(name, types=[], after=position - 1, wait=5.0)
    assert [event.id for event in window.events] == [event.id]
    found = transport.history(types=["Noted"], after=position - 1, upto=position, limit=1)
    assert [event.id for event in found] == [event.id]


def test_it_reads_what_others_tell(server: NatsServer, transport: NatsTransport, name: str) -> None:
    with_all_rights = NatsTransport(address(server, "bus"))
    event = make_event("Noted", {}, source="/elsewhere")
    [position] = with_all_rights.append([event.text])
    with_all_rights.close()
    window = transport.window(name, types=[], after=position - 1, wait=5.0)
    assert [event.id for event in window.events] == [event.id]


def test_it_publishes_nothing_in_the_name_of_another(transport: NatsTransport, name: str) -> None:
    before = transport.state()
    forged = make_event("Noted", {}, source="/posts" if name != "posts" else "/moderation")
    with pytest.raises(BusError, match=r"(?i)permissions violation for publish"):
        transport.append([forged.text])
    assert transport.state() == before


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("STREAM.INFO.EVENTS", {}),
        ("STREAM.MSG.GET.EVENTS", {"seq": 1}),
        ("CONSUMER.MSG.NEXT.EVENTS.detour", {"batch": 1, "expires": 1_000_000_000}),
    ],
)
def test_no_answer_can_be_turned_into_an_event_of_another(
    server: NatsServer, asked: str, body: dict[str, Any]
) -> None:
    """A request may name any subject to be answered at."""
    moderation = NatsTransport(address(server, "moderation"))
    [position] = moderation.append([make_event("Noted", {}, source="/moderation").text])

    async def detour() -> None:
        client = await nats.connect(address(server, "comments"))
        consumer = {"name": "detour", "deliver_policy": "all", "ack_policy": "none"}
        await client.request(
            "$JS.API.CONSUMER.CREATE.EVENTS.detour",
            json.dumps({"stream_name": "EVENTS", "config": consumer}).encode(),
        )
        reply = "events.5.moderation"
        await client.publish(f"$JS.API.{asked}", json.dumps(body).encode(), reply=reply)
        await client.request("$JS.API.STREAM.INFO.EVENTS", b"")  # after which that is answered, too
        await client.request("$JS.API.CONSUMER.DELETE.EVENTS.detour", b"")
        await client.close()

    asyncio.run(detour())
    [own] = moderation.append([make_event("Noted", {}, source="/moderation").text])
    window = moderation.window("any", types=[], after=position, wait=5.0)
    assert {event.type for event in window.events if event.position != own} <= {UNREADABLE}
    moderation.close()


@pytest.mark.parametrize("forbidden", ["seal", "delete", "purge"])
def test_it_cannot_change_empty_or_end_the_stream(server: NatsServer, forbidden: str) -> None:
    stream, owner = LogStream(address(server, "posts")), LogStream(address(server, "bus"))
    before = owner.state()
    with pytest.raises(BusError, match=r"(?i)permissions violation"):
        getattr(stream, forbidden)()
    assert owner.state() == before
    assert before is not None
    assert not before.sealed
    stream.close()
    owner.close()


def test_all_have_the_same_rights_but_for_their_own_name() -> None:
    rights = dict(
        re.findall(r"user: (\w+), [^\n]*permissions: \{(.*?)\} \}", NATS.read_text(), re.DOTALL)
    )
    assert rights.keys() == set(SERVICES)
    own = {name: set(re.findall(r'"events\.[^"]*"', text)) for name, text in rights.items()}
    assert own == {name: {f'"events.*.{name}"'} for name in PRODUCERS} | {"query": set()}
    assert len({re.sub(r'\s*"events\.[^"]*",', "", text) for text in rights.values()}) == 1


def test_without_a_login_nobody_connects(server: NatsServer) -> None:
    stranger = NatsTransport(server.url)
    with pytest.raises(BusError, match=r"(?i)authorization"):
        stranger.state()
    stranger.close()
