"""One relay is active; another one stands by, and takes over when it is due and not before."""

from functools import partial

import pytest

from eventbox.errors import BusError
from eventbox.lease import Lease
from eventbox.relay import POLL, Relay
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import Clock, fill, lease_runs_out, turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_lease_runs_out_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventbox.relay.Lease", partial(Lease, term=600.0))


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


def test_a_standby_sends_nothing(log: FakeLog) -> None:
    active, standby = Relay(log), Relay(log)
    turn(active)
    fill("a")
    assert standby.relay_once() == POLL
    assert log.calls == []
    turn(active)
    assert log.subjects == ["a"]


def test_a_standby_takes_over_at_once_when_the_active_one_is_closed(log: FakeLog) -> None:
    active, standby = Relay(log), Relay(log)
    turn(active)
    fill("a")
    active.close()
    assert log.closed
    turn(standby)
    assert log.subjects == ["a"]


def test_a_standby_takes_over_when_the_active_one_is_gone_and_its_time_has_run_out(
    log: FakeLog,
) -> None:
    turn(Relay(log))
    fill("a")
    standby = Relay(log)
    assert standby.relay_once() == POLL
    lease_runs_out()
    turn(standby)
    assert log.subjects == ["a"]


def test_a_relay_that_waits_for_the_bus_keeps_its_lease(log: FakeLog) -> None:
    """Else the standby would ask at once, and its Retry-After would count for nothing."""
    clock = Clock()
    active, standby = Relay(log, clock=clock), Relay(log)
    log.failures = [BusError("busy", retry_after=60.0)]
    fill("a")
    turn(active)
    for _ in range(20):
        assert active.relay_once() <= POLL
        assert standby.relay_once() == POLL
    assert log.calls == [["a"]]


def test_closing_a_standby_takes_nothing_from_the_active_one(log: FakeLog) -> None:
    active, standby = Relay(log), Relay(log)
    turn(active)
    standby.relay_once()
    standby.close()
    assert Relay(log).relay_once() == POLL
