"""With its log in NATS the bus archives the stream, each event at its position."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from rest_framework.test import APIClient

from bus_site.bus.appending import append
from bus_site.bus.jetstream import engine
from bus_site.bus.jetstream.archive import Archiver, OwnLog
from bus_site.bus.jetstream.moving import NotMoved, to_http, to_nats
from bus_site.bus.models import Head, LoggedEvent, Subscription
from bus_site.bus.refusal import Refused
from eventbox.errors import LogBroken
from eventbox.transports.nats import LogStream, NatsTransport, StreamSettings
from eventbox.transports.nats.messages import UNREADABLE
from tests.bus_site.calls import call
from tests.bus_site.events import envelope, event, fill, text
from tools.nats import NatsServer

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = StreamSettings(guarded=False)


@pytest.fixture(scope="module")
def server() -> Iterator[NatsServer]:
    with NatsServer() as server:
        yield server


@pytest.fixture
def stream(server: NatsServer, settings: Settings) -> Iterator[LogStream]:
    """Where the stream is to be; there is none yet."""
    settings.TRANSPORT_URL = server.url
    stream = LogStream(server.url)
    yield stream
    if stream.state() is not None:
        stream.delete()
    stream.close()


@pytest.fixture
def archiver(server: NatsServer) -> Iterator[Archiver]:
    archiver = Archiver(server.url)
    yield archiver
    archiver.close()


@pytest.fixture
def publish(server: NatsServer) -> Iterator[NatsTransport]:
    """A service that speaks NATS."""
    transport = NatsTransport(server.url)
    yield transport
    transport.close()


@pytest.fixture(autouse=True)
def _engine_ends() -> Iterator[None]:
    """What a process has once is made anew for each test."""
    yield
    for part in (engine.publisher, engine.archiver):
        if part.cache_info().currsize:
            part().close()
        part.cache_clear()


def archived() -> list[tuple[int, str, str]]:
    return list(LoggedEvent.objects.values_list("position", "event_id", "type"))


def test_the_stream_goes_on_behind_the_log_and_is_archived_at_its_positions(
    stream: LogStream, archiver: Archiver, publish: NatsTransport
) -> None:
    fill(3)
    assert to_nats(stream, OPEN) == 3
    assert publish.append([event("a").text, event("b").text]) == [4, 5]
    archiver.archive_until(5)
    assert [row[:2] for row in archived()] == [(1, "1"), (2, "2"), (3, "3"), (4, "a"), (5, "b")]
    head = Head.current()
    assert (head.position, head.event_id, head.stream) == (5, "b", "EVENTS")


def test_what_is_read_from_the_archive_and_from_the_stream_is_one_log(
    stream: LogStream, archiver: Archiver, publish: NatsTransport, server: NatsServer
) -> None:
    fill(3)
    to_nats(stream, OPEN)
    publish.append([event("a").text])
    consumer = NatsTransport(server.url, archive=OwnLog())
    old = consumer.window("c", types=["PostCreated"], after=0, wait=1.0)
    assert ([one.id for one in old.events], old.upto, old.upto_id) == (["1", "2", "3"], 3, "3")
    new = consumer.window("c", types=["PostCreated"], after=3, wait=1.0)
    assert ([one.id for one in new.events], new.after_id) == (["a"], "3")
    found = consumer.history(types=["PostCreated"], after=1, upto=9, limit=9)
    assert [one.id for one in found] == ["2", "3", "a"]
    assert consumer.event_id_at(2) == "2"
    consumer.close()


def test_nobody_appends_beside_the_stream(stream: LogStream) -> None:
    fill(1)
    to_nats(stream, OPEN)
    with pytest.raises(Refused, match="EVENTBOX_TRANSPORT_URL") as caught:
        append([event("a")])
    assert caught.value.status == 503


def test_what_is_posted_is_in_the_stream_once_and_answered_when_it_is_archived(
    stream: LogStream, bus: APIClient
) -> None:
    body = text([envelope("a"), envelope("b")])
    first, again = call(bus, "POST", "/events", body), call(bus, "POST", "/events", body)
    assert (first.status_code, again.status_code) == (201, 200)
    positions = [{"id": "a", "position": 1}, {"id": "b", "position": 2}]
    assert first.json()["events"] == again.json()["events"] == positions
    assert [row[:2] for row in archived()] == [(1, "a"), (2, "b")]
    other = call(bus, "POST", "/events", text([envelope("c"), envelope("a", data={"n": 1})]))
    assert (other.status_code, other.json()["event"]["id"]) == (409, "a")
    state = stream.state()
    assert state is not None
    assert state.last == 2


def test_a_log_with_events_does_not_move_by_a_setting_alone(
    stream: LogStream, bus: APIClient
) -> None:
    fill(1)
    answer = call(bus, "POST", "/events", text(envelope("a")))
    assert answer.status_code == 503
    assert "move_log" in answer.json()["detail"]
    assert stream.state() is None


def test_there_and_back_and_there_again(
    stream: LogStream, archiver: Archiver, publish: NatsTransport
) -> None:
    fill(2)
    call_command("move_log", to="nats")
    publish.append([event("a").text])
    call_command("move_log", to="http")
    assert (Head.current().position, Head.current().stream) == (3, "")
    with pytest.raises(Exception, match="sealed"):
        publish.append([event("late").text], after=3)
    append([event("b")])
    call_command("move_log", to="nats")
    assert publish.append([event("c").text], after=4) == [5]
    call_command("move_log", to="nats")  # as after a crash: nothing more to do
    assert to_http(stream, archiver) == 5
    assert [row[1] for row in archived()] == ["1", "2", "a", "b", "c"]


def test_a_stream_of_another_log_is_left_alone(stream: LogStream) -> None:
    stream.create("somebody's", first=1, settings=OPEN)
    fill(1)
    with pytest.raises(NotMoved, match="somebody's"):
        to_nats(stream, OPEN)
    assert Head.current().stream == ""
    append([event("a")])  # the log goes on here
    with pytest.raises(CommandError, match="already"):
        call_command("move_log", to="http")


def test_an_event_that_somebody_put_into_the_stream_twice_keeps_its_first_position(
    stream: LogStream, archiver: Archiver, publish: NatsTransport
) -> None:
    to_nats(stream, OPEN)
    one = event("a", partition_key="k1")
    same_id = event("a", partition_key="k2")  # under another subject, where nobody looks for it
    publish.append([one.text])
    publish.append([same_id.text])
    publish.append([event("b").text])
    archiver.archive_until(3)
    assert archived() == [
        (1, "a", "PostCreated"),
        (2, "unreadable-2", UNREADABLE),
        (3, "b", "PostCreated"),
    ]


def test_a_stream_that_was_purged_is_seen_and_nothing_is_archived_behind_the_gap(
    stream: LogStream, archiver: Archiver, publish: NatsTransport, bus: APIClient
) -> None:
    to_nats(stream, OPEN)
    publish.append([event("a").text])
    archiver.archive_until(1)
    archiver.close()
    publish.append([event("b").text])
    stream.purge()
    publish.append([event("c").text])
    engine.Archiving().archive_step()
    assert [row[1] for row in archived()] == ["a"]
    trouble = bus.get("/status").json()["stream"]["trouble"]
    assert "positions 2 to 2 have left the stream" in trouble


def test_a_bus_that_was_restored_from_a_copy_is_no_archive_of_this_stream(
    stream: LogStream, archiver: Archiver, publish: NatsTransport
) -> None:
    to_nats(stream, OPEN)
    publish.append([event("a").text])
    archiver.archive_until(1)
    Head.objects.update(event_id="other")
    with closing(Archiver(stream.url)) as anew, pytest.raises(LogBroken, match="another copy"):
        anew.archive_once(1.0)
    Head.objects.update(log="other")
    with closing(Archiver(stream.url)) as anew, pytest.raises(LogBroken, match="log other"):
        anew.archive_once(1.0)


def test_who_pulls_only_tells_how_far_he_is(bus: APIClient) -> None:
    fill(3)
    told = {"mode": "pull", "types": ["PostCreated"], "after": 2}
    answer = call(bus, "PUT", "/subscriptions/query", text(told))
    assert answer.status_code == 201, answer.json()
    shown = bus.get("/subscriptions/query").json()
    assert (shown["mode"], shown["position"], shown["lag"]) == ("pull", 2, 1)
    assert shown["lastSuccessAt"] is not None
    without = call(bus, "PUT", "/subscriptions/other", text({"mode": "window"}))
    assert without.status_code == 400
    assert "sink" in without.json()
    assert not Subscription.objects.filter(name="other").exists()
