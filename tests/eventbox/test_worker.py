"""The worker: loops repeat their step, outlive its failures, and end when they are asked to."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from eventbox.retry import backoff
from eventbox.wakeup import Waiter, wake_local
from eventbox.worker import FOREVER, STUCK, Loop, Worker, run_loop
from tests.eventbox.diary.models import Entry
from tests.eventbox.processes import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def loop(
    step: Callable[[], float], *, channel: str = "work", close: Callable[[], None] | None = None
) -> Loop:
    return Loop("a loop", step, channel, close)


class Steps:
    """A step that counts, and does what it is told in its first rounds: an exception or a wait."""

    def __init__(self, *rounds: Exception | float, then: float = FOREVER) -> None:
        self.count = 0
        self._rounds = list(rounds)
        self._then = then

    def __call__(self) -> float:
        self.count += 1
        now = self._rounds.pop(0) if self._rounds else self._then
        if isinstance(now, Exception):
            raise now
        return now


@pytest.fixture(autouse=True)
def _no_waits_between_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventbox.worker.backoff", lambda failures, **_: 0.001 * failures)


def test_a_step_is_repeated_until_the_worker_is_stopped() -> None:
    step = Steps(then=0.0)
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count > 10, "ten steps")
    assert worker.stop(PATIENCE)
    ended = step.count
    wake_local("work")
    assert step.count == ended


def test_news_ends_the_wait() -> None:
    step = Steps()
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count == 1, "the first step")
    wake_local("work")
    wait_until(lambda: step.count == 2, "a step after the news")
    assert worker.stop(PATIENCE)


def test_without_news_the_next_step_comes_when_the_wait_is_over() -> None:
    step = Steps(0.01, 0.01)
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count == 3, "two more steps")
    assert worker.stop(PATIENCE)


def test_a_step_that_fails_is_tried_again_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    step = Steps(ValueError("first"), RuntimeError("second"), 0.0)
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count == 4, "the fourth step")
    assert worker.stop(PATIENCE)
    assert "a loop failed" in caplog.text
    assert "ValueError: first" in caplog.text
    assert "RuntimeError: second" in caplog.text


def test_waits_between_failures_grow_and_begin_anew_after_a_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures: list[int] = []

    def backoff(failed: int, **_: float) -> float:
        failures.append(failed)
        return 0.0

    monkeypatch.setattr("eventbox.worker.backoff", backoff)
    step = Steps(ValueError(), ValueError(), 0.0, ValueError())
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count == 5, "the fifth step")
    assert worker.stop(PATIENCE)
    assert failures == [1, 2, 1]


def test_a_step_that_has_failed_for_long_is_still_tried_every_five_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longest = partial(backoff, rng=lambda: 1.0)
    monkeypatch.setattr("eventbox.worker.backoff", longest)
    waits: list[float] = []

    class Recorded(Waiter):
        def wait(self, timeout: float) -> bool:
            waits.append(timeout)
            return True

    monkeypatch.setattr("eventbox.worker.Waiter", Recorded)
    stopping = threading.Event()
    step = Steps(*[OSError("the database is down")] * 20)

    def until_it_works() -> float:
        wait = step()
        stopping.set()
        return wait

    run_loop(loop(until_it_works), stopping)
    assert len(waits) == 20
    assert max(waits) == 5.0


def test_one_loop_that_fails_holds_up_no_other() -> None:
    failing, working = Steps(*[ValueError()] * 100), Steps(then=0.0)
    worker = Worker([loop(failing), loop(working, channel="other")])
    worker.start()
    wait_until(lambda: working.count > 10, "the other loop works")
    assert worker.stop(PATIENCE)


def test_stopping_lets_a_step_finish_and_closes_the_loop_afterwards() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), []

    def step() -> float:
        begun.set()
        assert go_on.wait(PATIENCE)
        ended.append("step")
        return FOREVER

    worker = Worker([loop(step, close=lambda: ended.append("closed"))])
    worker.start()
    assert begun.wait(PATIENCE)
    assert not worker.stop(0.01)
    assert ended == []
    go_on.set()
    assert worker.stop(PATIENCE)
    assert ended == ["step", "closed"]


def test_a_loop_that_cannot_be_closed_ends_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    def close() -> None:
        raise OSError("no way")

    worker = Worker([loop(Steps(), close=close)])
    worker.start()
    assert worker.stop(PATIENCE)
    assert "could not be closed cleanly" in caplog.text


def test_a_step_after_a_lost_connection_gets_a_new_one() -> None:
    counts: list[int] = []

    def step() -> float:
        counts.append(Entry.objects.count())
        assert connection.connection is not None
        connection.connection.close()  # as a database that is started again would
        return 0.0

    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: len(counts) > 2, "a step with a new connection")
    assert worker.stop(PATIENCE)


def test_a_loop_that_is_stopped_before_it_begins_does_nothing() -> None:
    step, closed = Steps(), threading.Event()
    stopping = threading.Event()
    stopping.set()
    run_loop(loop(step, close=closed.set), stopping)
    assert step.count == 0
    assert closed.is_set()


def test_a_worker_is_well_as_long_as_its_loops_come_round_whatever_they_meet() -> None:
    step = Steps(RuntimeError("no database"), RuntimeError("still none"), then=0.01)
    worker = Worker([loop(step)])
    worker.start()
    wait_until(lambda: step.count > 3, "it has come round")
    assert worker.is_well(now=time.monotonic())
    assert worker.stop(PATIENCE)


def test_a_worker_whose_step_hangs_is_not_well() -> None:
    hanging, freed = threading.Event(), threading.Event()

    def hang() -> float:
        hanging.set()
        assert freed.wait(PATIENCE)
        return FOREVER

    worker = Worker([loop(hang)])
    worker.start()
    assert hanging.wait(PATIENCE)
    assert worker.is_well(now=time.monotonic())
    assert not worker.is_well(now=time.monotonic() + STUCK)
    freed.set()
    assert worker.stop(PATIENCE)
