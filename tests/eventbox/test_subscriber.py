"""The subscriber tells the bus where the cursor stands: at the start, and where it must know."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import override_settings

from eventbox.errors import BusError, NotConfigured
from eventbox.models import Cursor
from eventbox.subscriber import RENEW_EVERY, Subscriber
from tests.eventbox.fake_log import FakeLog
from tests.eventbox.outbox import Clock
from tests.eventbox.windows import TYPES

pytestmark = pytest.mark.django_db(transaction=True)

SINK = "http://127.0.0.1:1/events"


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def subscriber(log: FakeLog, clock: Clock) -> Subscriber:
    return Subscriber(log, clock=clock)


def stand_at(position: int, **fields: object) -> None:
    Cursor.objects.update_or_create(
        subscription="diary",
        defaults={"log": "log-1", "position": position, "types": list(TYPES), **fields},
    )


def test_a_new_service_subscribes_from_the_start_of_the_log_to_what_it_handles(
    subscriber: Subscriber, log: FakeLog
) -> None:
    assert subscriber.subscribe_once() > 0
    assert log.subscriptions == [("diary", SINK, TYPES, 0)]


def test_a_service_that_starts_again_tells_its_cursor(subscriber: Subscriber, log: FakeLog) -> None:
    stand_at(17, types=["Asked", "Noted", "BatchA", "BatchB"])
    subscriber.subscribe_once()
    assert log.subscriptions == [("diary", SINK, TYPES, 17)]


def test_a_release_with_a_new_type_goes_on_with_those_of_its_cursor_at_first(
    subscriber: Subscriber, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.subscriber.learn_once", lambda transport: False)
    stand_at(17, types=["Noted"])
    subscriber.subscribe_once()
    assert log.subscriptions == [("diary", SINK, ("Noted",), 17)]


def test_as_long_as_the_cursor_moves_on_the_bus_need_not_be_told(
    subscriber: Subscriber, log: FakeLog
) -> None:
    for position in (5, 6, 60):
        stand_at(position)
        subscriber.subscribe_once()
    assert len(log.subscriptions) == 1


def test_a_cursor_that_fell_back_is_told_at_once(subscriber: Subscriber, log: FakeLog) -> None:
    stand_at(60)
    subscriber.subscribe_once()
    stand_at(5)
    subscriber.subscribe_once()
    assert [after for *_, after in log.subscriptions] == [60, 5]


def test_after_a_failure_of_its_own_database_the_bus_is_told_at_once(
    subscriber: Subscriber, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(60)
    subscriber.subscribe_once()
    with monkeypatch.context() as down:
        down.setattr(Cursor.objects, "filter", _refuse)
        with pytest.raises(OperationalError):
            subscriber.subscribe_once()
    subscriber.subscribe_once()
    assert [after for *_, after in log.subscriptions] == [60, 60]


def _refuse(*args: object, **kwargs: object) -> None:
    raise OperationalError("the database is down")


def test_types_that_were_learned_are_told_at_once(
    subscriber: Subscriber, log: FakeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventbox.subscriber.learn_once", lambda transport: False)
    stand_at(5, types=["Noted"])
    subscriber.subscribe_once()
    stand_at(5)
    subscriber.subscribe_once()
    assert [types for _, _, types, _ in log.subscriptions] == [("Noted",), TYPES]


def test_an_older_release_leaves_the_subscription_to_the_one_that_has_learned_more(
    subscriber: Subscriber, log: FakeLog, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    stand_at(5)
    subscriber.subscribe_once()
    stand_at(6, types=[*TYPES, "Learned"])
    for _ in range(3):
        subscriber.subscribe_once()
        clock.now += RENEW_EVERY / 2
    assert log.subscriptions == [("diary", SINK, TYPES, 5)]
    assert "no handler for Learned" in caplog.text
    stand_at(7)
    subscriber.subscribe_once()
    assert log.subscriptions[1:] == [("diary", SINK, TYPES, 7)]


def test_the_subscription_is_put_again_now_and_then_in_case_the_bus_has_lost_it(
    subscriber: Subscriber, log: FakeLog, clock: Clock
) -> None:
    subscriber.subscribe_once()
    clock.now += RENEW_EVERY - 1
    subscriber.subscribe_once()
    assert len(log.subscriptions) == 1
    clock.now += 2
    subscriber.subscribe_once()
    assert len(log.subscriptions) == 2


def test_a_stopped_service_does_not_wake_the_bus_until_it_is_settled(
    subscriber: Subscriber, log: FakeLog, clock: Clock
) -> None:
    stand_at(5, stopped="another log")
    subscriber.subscribe_once()
    clock.now += RENEW_EVERY + 1
    subscriber.subscribe_once()
    assert len(log.subscriptions) == 1
    stand_at(5, stopped="")
    subscriber.subscribe_once()
    assert len(log.subscriptions) == 2


def test_while_the_bus_is_down_it_is_asked_again_and_told_everything_then(
    subscriber: Subscriber, log: FakeLog
) -> None:
    log.failures = [BusError("down"), BusError("down")]
    assert subscriber.subscribe_once() <= 5.0
    assert subscriber.subscribe_once() <= 5.0
    assert log.subscriptions == []
    subscriber.subscribe_once()
    assert log.subscriptions == [("diary", SINK, TYPES, 0)]


def test_retry_after_is_honoured(subscriber: Subscriber, log: FakeLog) -> None:
    log.failures = [BusError("busy", retry_after=40.0)]
    assert subscriber.subscribe_once() >= 40.0


def test_without_an_address_of_its_own_a_service_cannot_subscribe(log: FakeLog) -> None:
    own = {name: value for name, value in settings.EVENTBOX.items() if name != "SINK_URL"}
    with override_settings(EVENTBOX=own), pytest.raises(NotConfigured, match="SINK_URL"):
        Subscriber(log)
