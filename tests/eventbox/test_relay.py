"""The relay: in order, in bounded batches, and marked only after the log has confirmed them."""

import pytest
from django.db import connection

from eventbox.errors import BusError
from eventbox.gathering import REST, SEVERAL
from eventbox.models import RelayLease
from eventbox.relay import BATCH_BYTES, POLL, Relay
from eventbox.settling import settled
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import Clock, fill, lease_runs_out, sent, turn, unsent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def relay(log: FakeLog, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Relay:
    monkeypatch.setattr("eventbox.relay.backoff", lambda failures, cap: 2.0 * failures)
    return Relay(log, clock=clock)


def test_rows_go_to_the_log_in_the_order_in_which_they_were_written(
    relay: Relay, log: FakeLog
) -> None:
    fill("b", "a", "c")
    assert turn(relay) == POLL
    assert log.subjects == ["b", "a", "c"]
    assert (sent(), unsent()) == (["b", "a", "c"], [])


def test_the_envelope_goes_out_byte_for_byte(relay: Relay, log: FakeLog) -> None:
    [row] = fill("ä")
    turn(relay)
    assert log.events[0].text == row.envelope


def test_up_to_where_the_log_has_all_is_noted_when_there_is_nothing_else_to_do(
    relay: Relay, log: FakeLog
) -> None:
    fill("a", "b")
    turn(relay)
    assert settled() == 0
    turn(relay)
    assert settled() == 2


def test_where_the_log_has_to_be_searched_that_is_noted_at_once(relay: Relay, log: FakeLog) -> None:
    log.searches = True
    fill("a", "b")
    turn(relay)
    assert settled() == 2


def test_an_empty_outbox_sends_nothing(relay: Relay, log: FakeLog) -> None:
    assert turn(relay) == POLL
    assert log.calls == []


def test_a_batch_has_a_bounded_number_of_events(
    relay: Relay, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.relay.BATCH_EVENTS", 3)
    fill(*"abcdefgh")
    turn(relay)
    assert log.calls == [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]


def test_after_several_at_once_the_next_gather_for_a_moment(
    relay: Relay, log: FakeLog, clock: Clock
) -> None:
    fill(*"a" * SEVERAL)
    assert 0 < turn(relay) <= REST
    fill("b")
    assert 0 < turn(relay) <= REST
    fill("c")
    clock.now += REST
    turn(relay)
    assert log.calls == [["a"] * SEVERAL, ["b", "c"]]


def test_after_a_few_the_next_go_at_once(relay: Relay, log: FakeLog) -> None:
    fill(*"a" * (SEVERAL - 1))
    turn(relay)
    fill("b")
    turn(relay)
    assert log.calls == [["a"] * (SEVERAL - 1), ["b"]]


def test_after_a_full_batch_the_next_goes_at_once(
    relay: Relay, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.relay.BATCH_EVENTS", SEVERAL)
    fill(*"a" * SEVERAL, "b")
    turn(relay)
    assert log.calls == [["a"] * SEVERAL, ["b"]]


def test_after_a_batch_that_is_as_large_as_it_may_be_the_next_goes_at_once(
    relay: Relay, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = fill(*"a" * SEVERAL, "b", size=1000)
    monkeypatch.setattr("eventbox.relay.BATCH_BYTES", SEVERAL * len(rows[0].envelope))
    turn(relay)
    assert log.calls == [["a"] * SEVERAL, ["b"]]


def test_a_batch_has_a_bounded_size(relay: Relay, log: FakeLog) -> None:
    fill(*"abcdef", size=200_000)
    turn(relay)
    assert log.subjects == list("abcdef")
    assert [len(call) for call in log.calls] == [5, 1]
    assert 5 * 200_000 < BATCH_BYTES < 6 * 200_000


def test_an_event_larger_than_a_batch_goes_alone(
    relay: Relay, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.relay.BATCH_BYTES", 10)
    fill("a", "b")
    turn(relay)
    assert log.calls == [["a"], ["b"]]


def test_no_transaction_is_open_while_the_log_is_asked(relay: Relay, log: FakeLog) -> None:
    open_blocks: list[bool] = []
    log.before_answer = lambda: open_blocks.append(connection.in_atomic_block)
    fill("a")
    turn(relay)
    assert open_blocks == [False]


def test_nothing_is_marked_that_the_log_has_not_confirmed(relay: Relay, log: FakeLog) -> None:
    log.failures = [BusError("the bus is down")]
    fill("a", "b")
    turn(relay)
    assert (sent(), unsent()) == ([], ["a", "b"])


def test_after_a_crash_between_sending_and_marking_it_is_sent_again_and_is_one_event(
    relay: Relay, log: FakeLog
) -> None:
    def crash() -> None:
        raise SystemExit("killed")

    log.before_answer = crash
    fill("a", "b")
    with pytest.raises(SystemExit, match="killed"):
        turn(relay)
    assert unsent() == ["a", "b"]
    log.before_answer = lambda: None
    fill("c")
    lease_runs_out()
    turn(Relay(log))
    assert log.calls == [["a", "b"], ["a", "b", "c"]]
    assert log.subjects == ["a", "b", "c"]
    assert unsent() == []


def test_a_failure_is_followed_by_a_wait_that_grows_and_news_do_not_shorten_it(
    relay: Relay, log: FakeLog, clock: Clock
) -> None:
    log.failures = [BusError("down"), BusError("down")]
    fill("a")
    assert turn(relay) <= 2.0
    clock.now += 1.9
    turn(relay)
    assert len(log.calls) == 1
    clock.now += 0.2
    turn(relay)
    assert len(log.calls) == 2
    clock.now += 3.9
    turn(relay)
    assert len(log.calls) == 2
    clock.now += 0.2
    turn(relay)
    assert (len(log.calls), log.subjects) == (3, ["a"])


def test_after_a_success_the_waits_begin_anew(relay: Relay, log: FakeLog, clock: Clock) -> None:
    log.failures = [BusError("down"), BusError("down")]
    fill("a")
    for _ in range(3):
        turn(relay)
        clock.now += 10
    assert log.subjects == ["a"]
    log.failures = [BusError("down again")]
    fill("b")
    turn(relay)
    clock.now += 2.1
    turn(relay)
    assert log.subjects == ["a", "b"]


def test_retry_after_is_honoured(relay: Relay, log: FakeLog, clock: Clock) -> None:
    log.failures = [BusError("busy", retry_after=300.0)]
    fill("a")
    turn(relay)
    clock.now += 299
    turn(relay)
    assert log.subjects == []
    clock.now += 2
    turn(relay)
    assert log.subjects == ["a"]


def test_the_last_error_is_shown_until_sending_works_again(
    relay: Relay, log: FakeLog, clock: Clock
) -> None:
    log.failures = [BusError("connection refused"), BusError("wrong token")]
    fill("a")
    turn(relay)
    assert RelayLease.objects.get().last_error == "connection refused"
    clock.now += 10
    turn(relay)
    assert RelayLease.objects.get().last_error == "wrong token"
    clock.now += 10
    turn(relay)
    assert RelayLease.objects.get().last_error == ""


def test_the_error_of_a_relay_before_this_one_is_cleared_too(relay: Relay) -> None:
    RelayLease.objects.create(pk=1, last_error="connection refused")
    fill("a")
    turn(relay)
    assert RelayLease.objects.get().last_error == ""
