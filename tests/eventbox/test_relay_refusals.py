"""A row that the bus refuses is found and parked; its key waits, and all other keys go on."""

import pytest

from eventbox.errors import BusError
from eventbox.models import OutboxEvent
from eventbox.relay import Relay
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import Clock, fill, parked, turn, unsent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def relay(log: FakeLog) -> Relay:
    return Relay(log, clock=Clock())


def test_only_the_guilty_row_is_parked_and_its_reason_is_shown(relay: Relay, log: FakeLog) -> None:
    log.refused = {"c:1"}
    fill("a:1", "b:1", "c:1", "d:1", "e:1")
    turn(relay)
    assert log.subjects == ["a:1", "b:1", "d:1", "e:1"]
    assert (parked(), unsent()) == (["c:1"], ["c:1"])
    assert OutboxEvent.objects.get(subject="c:1").last_error == "c:1 is refused"


def test_it_is_found_by_halving(relay: Relay, log: FakeLog) -> None:
    log.refused = {"40"}
    fill(*map(str, range(100)))
    turn(relay)
    assert parked() == ["40"]
    assert len(log.subjects) == 99
    assert len(log.calls) < 20


def test_later_rows_of_its_key_wait_in_the_same_batch_and_in_later_ones(
    relay: Relay, log: FakeLog
) -> None:
    log.refused = {"a:1"}
    fill("a:1", "b:1", "a:2", "b:2")
    turn(relay)
    fill("a:3", "b:3")
    turn(relay)
    assert log.subjects == ["b:1", "b:2", "b:3"]
    assert (parked(), unsent()) == (["a:1"], ["a:1", "a:2", "a:3"])


def test_of_two_rows_of_one_key_side_by_side_the_second_waits(relay: Relay, log: FakeLog) -> None:
    log.refused = {"a:1"}
    fill("a:1", "a:2")
    turn(relay)
    assert (log.subjects, parked(), unsent()) == ([], ["a:1"], ["a:1", "a:2"])


def test_several_guilty_rows_are_all_found(relay: Relay, log: FakeLog) -> None:
    log.refused = {"1", "2", "7"}
    fill(*map(str, range(10)))
    turn(relay)
    assert parked() == ["1", "2", "7"]
    assert log.subjects == ["0", "3", "4", "5", "6", "8", "9"]


def test_rows_before_the_guilty_one_are_never_sent_behind_those_after_it(
    relay: Relay, log: FakeLog
) -> None:
    log.refused = {"x:1"}
    fill("a:1", "a:2", "x:1", "a:3", "a:4")
    turn(relay)
    assert log.subjects == ["a:1", "a:2", "a:3", "a:4"]


def test_once_it_may_be_sent_again_the_key_goes_on_in_order(relay: Relay, log: FakeLog) -> None:
    log.refused = {"a:1"}
    fill("a:1", "a:2", "b:1")
    turn(relay)
    log.refused = set()
    OutboxEvent.objects.update(parked_at=None)
    turn(relay)
    assert log.subjects == ["b:1", "a:1", "a:2"]
    assert unsent() == []


def test_a_bus_that_goes_down_while_the_guilty_row_is_looked_for_parks_nothing(
    log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.relay.backoff", lambda failures, cap: 5.0)
    clock = Clock()
    relay = Relay(log, clock=clock)
    log.refused = {"c"}
    log.before_answer = lambda: log.failures.append(BusError("down"))
    fill("a", "b", "c", "d")
    turn(relay)
    assert (log.subjects, parked(), unsent()) == (["a", "b"], [], ["c", "d"])
    log.before_answer = lambda: None
    clock.now += 10
    turn(relay)
    assert (log.subjects, parked()) == (["a", "b", "d"], ["c"])


def test_the_outbox_flows_by_when_everything_of_one_key_is_parked(
    relay: Relay, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.relay.BATCH_EVENTS", 2)
    log.refused = {"a:1"}
    fill("a:1", "a:2", "a:3", "a:4", "b:1")
    turn(relay)
    assert log.subjects == ["b:1"]
