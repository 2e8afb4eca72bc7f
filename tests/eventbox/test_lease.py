"""A lease has one holder at a time, and its end is read from the database's clock."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.db.models.functions import Now

from eventbox.lease import Lease
from eventbox.models import RelayLease

pytestmark = pytest.mark.django_db(transaction=True)

TERM = 600.0  # seconds; no test takes so long


class Clock:
    """A process's own clock, which a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def row() -> QuerySet[RelayLease]:
    return RelayLease.objects.filter(pk=1)


def lease(clock: Callable[[], float] = time.monotonic) -> Lease:
    return Lease(row, term=TERM, clock=clock)


@pytest.fixture(autouse=True)
def _a_row() -> None:
    RelayLease.objects.create(pk=1)


def run_out() -> None:
    """Let the time that the holder took come to its end."""
    row().update(lease_until=Now() - timedelta(milliseconds=1))


def test_of_eight_threads_exactly_one_gets_it() -> None:
    start = threading.Barrier(8)
    leases = [lease() for _ in range(8)]
    held: list[bool] = []

    def take(one: Lease) -> None:
        start.wait(10)
        held.append(one.hold())
        connections.close_all()

    threads = [threading.Thread(target=take, args=(one,)) for one in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(held) == [False] * 7 + [True]
    assert RelayLease.objects.get().lease_owner in {one.owner for one in leases}


def test_nobody_else_gets_it_until_its_time_has_run_out() -> None:
    holder, other = lease(), lease()
    assert holder.hold()
    assert not other.hold()
    run_out()
    assert other.hold()


def test_its_time_is_a_term_from_now_by_the_databases_clock() -> None:
    assert lease().hold()
    assert row().filter(lease_until__gt=Now()).exists()
    assert not row().filter(lease_until__gt=Now() + timedelta(seconds=TERM)).exists()


def test_a_process_whose_own_clock_is_wrong_takes_nothing_from_the_holder() -> None:
    ahead = Clock()
    ahead.now += 1e9
    assert lease().hold()
    assert not lease(ahead).hold()


def test_it_is_renewed_when_a_third_of_the_term_has_passed() -> None:
    clock = Clock()
    holder = lease(clock)
    holder.hold()
    run_out()
    clock.now += TERM / 3 - 0.01
    assert holder.hold()
    assert not row().filter(lease_until__gt=Now()).exists()
    clock.now += 0.02
    assert holder.hold()
    assert row().filter(lease_until__gt=Now()).exists()


def test_a_holder_that_stalled_past_its_time_finds_that_it_has_lost_it() -> None:
    clock = Clock()
    stalled, other = lease(clock), lease()
    assert stalled.hold()
    run_out()
    assert other.hold()
    clock.now += TERM
    assert not stalled.hold()


def test_given_back_it_is_free_at_once() -> None:
    holder, other = lease(), lease()
    holder.hold()
    holder.release()
    assert other.hold()


def test_only_its_holder_can_give_it_back() -> None:
    clock = Clock()
    stalled, holder, third = lease(clock), lease(), lease()
    stalled.hold()
    run_out()
    holder.hold()
    stalled.release()
    assert not third.hold()


def test_without_a_row_there_is_nothing_to_hold() -> None:
    row().delete()
    assert not lease().hold()
