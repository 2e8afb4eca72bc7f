"""What is published into the stream is there once and in order, whatever went wrong on the way."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.core.management import call_command
from nats.js import JetStreamContext
from nats.js.api import PubAck

from eventbox.errors import BusError
from eventbox.partitions import PARTITIONS, Share
from eventbox.relay import Relay
from eventbox.settling import settled
from eventbox.testing import Failing
from eventbox.transports.nats import LogStream, NatsTransport
from eventbox.transports.nats.stream import STREAM
from eventbox.transports.nats.subjects import subject_of
from tests.eventbox.nats_log import NatsLog, envelopes, notes
from tests.eventbox.outbox import Hurry, fill, sent, turn, unsent
from tools.chaos.links import Condition, Links
from tools.nats import NatsServer
from tools.port_lease import LeasedPort


@pytest.fixture(scope="module")
def server() -> Iterator[NatsServer]:
    with NatsServer() as server:
        yield server


@pytest.fixture
def log(server: NatsServer) -> Iterator[NatsLog]:
    log = NatsLog(server)
    yield log
    log.close()


@pytest.mark.parametrize("how", [Condition.DROPS, Condition.LOSES_ANSWERS])
def test_a_batch_that_is_cut_off_is_there_once_when_it_was_sent_again(
    log: NatsLog, how: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = notes(*[f"{n % 3}:{n}" for n in range(300)])
    port = LeasedPort()
    with Links() as links:
        link = links.start("nats", port.number, log.server.port)
        transport = log.connect(f"nats://127.0.0.1:{port.number}")
        publish, number = JetStreamContext.publish, count(1)

        async def publish_in_a_way(js: JetStreamContext, *what: Any, **said: Any) -> PubAck:
            if next(number) == 40:
                links.turn(link, how)
            return await publish(js, *what, **said)

        monkeypatch.setattr(JetStreamContext, "publish", publish_in_a_way)
        with pytest.raises(BusError):
            transport.append(envelopes(events))
        assert 20 < log.connect().end() < 300
        links.turn(link, Condition.OPEN)
        positions = transport.append(envelopes(events))
    port.release()
    assert sorted(positions) == list(range(1, 301))
    by_key = [[text for text in log.texts() if text.startswith(f"{key}:")] for key in range(3)]
    assert by_key == [[f"{n % 3}:{n}" for n in range(key, 300, 3)] for key in range(3)]


def test_who_did_not_know_the_last_of_a_subject_is_refused_reads_it_and_goes_on(
    log: NatsLog,
) -> None:
    one, other = log.connect(), log.connect()
    first, second, third = notes("k:1", "k:2", "k:3")
    one.append([first.text])
    other.append([second.text])
    assert one.append([third.text]) == [3]
    assert one.append(envelopes([first, second, third])) == [1, 2, 3]
    assert log.texts() == ["k:1", "k:2", "k:3"]


def test_a_stream_that_was_made_anew_is_noticed_and_the_next_try_goes_on_in_it(
    server: NatsServer, log: NatsLog
) -> None:
    transport = log.connect()
    transport.append(envelopes(notes("a:1", "a:2")))
    assert transport.append(envelopes(notes("a:3")), after=2) == [3]
    assert transport.append(envelopes(notes("a:4")), after=3) == [4]
    anew = NatsLog(server)
    with pytest.raises(BusError, match="has lost what was published"):
        transport.append(envelopes(notes("a:5")), after=4)
    again = notes("a:5")
    assert transport.append(envelopes(again), after=4) == [1]
    assert anew.connect().append(envelopes(again), after=4) == [1], "as a relay that had not marked"
    assert anew.texts() == ["a:5"]
    anew.close()


def test_a_stream_that_goes_on_from_an_archive_is_noticed_and_then_written_to(
    server: NatsServer, log: NatsLog
) -> None:
    transport = log.connect()
    for position, event in enumerate(envelopes(notes("a:1", "a:2")), start=1):
        assert transport.append([event], after=position - 1) == [position]
    NatsLog(server, first=3, log=log.id)
    later = envelopes(notes("a:3"))
    with pytest.raises(BusError, match="made anew"):
        transport.append(later, after=2)
    assert transport.append(later, after=2) == [3]


def test_what_somebody_sends_late_is_refused_by_the_server(log: NatsLog) -> None:
    [event, late] = notes("k:1", "k:late")
    log.connect().append([event.text])
    with pytest.raises(Exception, match="wrong last sequence"):
        log.publish(
            subject_of(late), late.text.encode(), {"Nats-Expected-Last-Subject-Sequence": "0"}
        )
    assert log.texts() == ["k:1"]


def test_without_being_fenced_it_would_be_there_twice(
    log: NatsLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the tests above bite: the same with the header left out."""
    monkeypatch.setattr("eventbox.transports.nats.publisher.EXPECTED", "Not-Fenced")
    one, other = log.connect(), log.connect()
    first, second = notes("k:1", "k:2")
    one.append([first.text])
    other.append([second.text])
    one.append([second.text])
    assert log.texts() == ["k:1", "k:2", "k:2"]


@pytest.mark.django_db(transaction=True)
class TestTheRelay:
    """The outbox of the diary, relayed into the stream."""

    def test_an_answer_that_is_lost_or_a_relay_that_dies_doubles_nothing(
        self, log: NatsLog
    ) -> None:
        fill(*[f"{n % 5}:{n}" for n in range(20)])
        first = Relay(Failing(log.connect(), ["after"]))
        turn(first)
        first._lease.release()  # as if it had died, and its time had run out
        assert len(unsent()) == 20
        turn(Relay(log.connect()))
        assert unsent() == []
        assert len(log.events) == len({event.id for event in log.events}) == 20

    def test_a_row_that_became_visible_late_goes_out_with_those_that_are_there(
        self, log: NatsLog
    ) -> None:
        """Its id is lower: Postgres hands out ids before the commit."""
        rows = fill(*[f"k:{n}" for n in range(5)])
        log.connect().append([row.envelope for row in rows[1:]])
        turn(Relay(log.connect()))
        assert [event.subject for event in log.events] == ["k:1", "k:2", "k:3", "k:4", "k:0"]

    def test_the_search_for_duplicates_begins_where_the_outbox_was_empty(
        self, log: NatsLog
    ) -> None:
        relay = Relay(log.connect())
        fill("a", "b")
        turn(relay)
        assert settled() == 2
        fill("c")
        turn(relay)
        assert settled() == 3

    def test_what_is_sent_again_by_hand_is_found_wherever_it_is(self, log: NatsLog) -> None:
        relay = Relay(log.connect(), clock=Hurry())
        fill(*[f"{n % 5}:{n}" for n in range(20)])
        turn(relay)
        fill("later")
        turn(relay)
        call_command("eventbox_resend", since="2020-01-01T00:00:00Z")
        assert (settled(), len(unsent())) == (0, 21)
        turn(relay)
        assert unsent() == []
        assert len(log.events) == 21

    def test_nothing_counts_as_settled_while_a_row_is_unsent(self, log: NatsLog) -> None:
        share = Share(0, 2)
        fill(*[f"key-{n}" for n in range(20)])
        half = Relay(log.connect(), share, clock=Hurry())
        turn(half)
        assert 0 < len(sent()) < 20
        assert settled() == 0
        turn(Relay(log.connect(), Share(1, 2), clock=Hurry()))
        assert (unsent(), settled()) == ([], 20)

    def test_relays_that_share_the_outbox_keep_the_order_of_each_key(self, log: NatsLog) -> None:
        fill(*[f"{n % 7}:{n}" for n in range(140)])
        relays = [Relay(log.connect(), Share(number, 4)) for number in range(4)]
        while unsent():
            for relay in relays:
                relay.relay_once()
        subjects = [event.subject or "" for event in log.events]
        assert len(subjects) == 140
        for key in range(7):
            mine = [subject for subject in subjects if subject.startswith(f"{key}:")]
            assert mine == [f"{key}:{n}" for n in range(key, 140, 7)]

    def test_a_sealed_stream_takes_nothing_and_the_row_stays(self, log: NatsLog) -> None:
        stream = LogStream(log.server.url)
        stream.seal()
        stream.close()
        fill("a")
        assert turn(Relay(log.connect())) > 0
        assert unsent() == ["a"]


def test_each_partition_has_its_share_and_every_share_its_own() -> None:
    for of in (1, 2, 4, 5, PARTITIONS):
        shares = [Share(number, of).partitions for number in range(of)]
        assert sorted(one for share in shares for one in share) == list(range(PARTITIONS))


def test_a_server_that_takes_too_small_messages_is_named_with_the_remedy() -> None:
    with NatsServer(settings="max_payload: 64KB") as small:
        transport = NatsTransport(small.url)
        with pytest.raises(BusError, match="set max_payload there"):
            transport.append(envelopes(notes("k:1")))
        transport.close()


def test_without_a_stream_it_is_said_who_makes_it(server: NatsServer, log: NatsLog) -> None:
    stream = LogStream(server.url)
    stream.delete()
    stream.close()
    with pytest.raises(BusError, match="move_log"):
        log.connect().append(envelopes(notes("k:1")))
    log.ask(lambda js: js.add_stream(name=STREAM, subjects=["events.>"]))
    with pytest.raises(BusError, match="not made by the bus"):
        log.connect().state()


def test_a_password_is_not_in_what_is_said() -> None:
    transport = NatsTransport("nats://me:geheim@127.0.0.1:9,nats://127.0.0.1:10")
    with pytest.raises(BusError) as caught:
        transport.state()
    assert "geheim" not in str(caught.value)
    assert "127.0.0.1:9" in str(caught.value)
    transport.close()
