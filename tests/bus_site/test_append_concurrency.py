import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from bus_site.bus import writing
from bus_site.bus.appending import append
from bus_site.bus.models import Head, LoggedEvent
from tests.bus_site.events import event

THREADS = 8

Result = TypeVar("Result")

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[int], Result]) -> list[Result]:
    """Run `act` on eight threads that begin together, each with a connection of its own."""
    begin = threading.Barrier(THREADS)

    def run(number: int) -> Result:
        try:
            begin.wait(20)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.fixture(params=["queued in the process", "left to the database"])
def _writers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as in one process, and as between several, where only the database's lock holds."""
    if request.param == "left to the database":
        monkeypatch.setattr(writing, "_turn", threading.Semaphore(THREADS))


@pytest.mark.usefixtures("_writers")
def test_threads_that_append_get_dense_positions() -> None:
    def post(number: int) -> list[int]:
        return [
            position
            for batch in range(10)
            for position in append([event(f"{number}-{batch}-{n}") for n in range(3)]).positions
        ]

    given = at_once(post)
    assert sorted(position for positions in given for position in positions) == list(
        range(1, 3 * 10 * THREADS + 1)
    )
    assert all(positions == sorted(positions) for positions in given)
    assert Head.current().position == 3 * 10 * THREADS


@pytest.mark.usefixtures("_writers")
def test_the_same_event_from_all_threads_is_one_row_at_one_position() -> None:
    same = event("same")
    appended = at_once(lambda number: append([same]))
    assert [one.positions for one in appended] == [[1]] * THREADS
    assert sum(one.added for one in appended) == 1
    assert LoggedEvent.objects.count() == 1


@pytest.mark.usefixtures("_writers")
def test_a_reader_never_finds_a_position_below_one_that_it_has_seen() -> None:
    total = 20 * (THREADS - 1)

    def write_or_read(number: int) -> list[int]:
        if number:
            return [append([event(f"{number}-{n}")]).positions[0] for n in range(20)]
        seen: list[int] = []
        while len(seen) < total:
            behind = LoggedEvent.objects.filter(position__gt=max(seen, default=0))
            seen += behind.order_by("position").values_list("position", flat=True)
        return seen

    assert at_once(write_or_read)[0] == list(range(1, total + 1))
