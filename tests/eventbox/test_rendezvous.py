"""Two at once on one key, met while the first holds the cursor: the second waits, order is kept.

The first stops in the middle of its handler. On PostgreSQL the second is seen to wait for the lock;
SQLite lets no second transaction begin.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from eventbox.models import ParkedEvent
from eventbox.parking import discard, redrive
from eventbox.receiver import receive
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.processes import PATIENCE, wait_until
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)

LOG = log_of("a:1", "a:2", "a:3", "a:4")

ACTS: dict[str, Callable[[], object]] = {
    "deliver": lambda: receive(window_of(LOG, after=3)),
    "redrive": lambda: redrive("diary", "a"),
    "discard": lambda: discard("diary", _row_of("a:2")),
}


def _row_of(subject: str) -> int:
    row = ParkedEvent.objects.filter(subject=subject).first()
    return row.pk if row else 0


class Meeting:
    """Stops the first handler that runs until it is told to go on."""

    def __init__(self) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()
        self._note: Callable[..., object] = Entry.objects.create

    def create(self, **fields: object) -> object:
        row = self._note(**fields)
        if not self.inside.is_set():
            self.inside.set()
            assert self.go_on.wait(PATIENCE)
        return row


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meeting]:
    meeting = Meeting()
    monkeypatch.setattr(Entry.objects, "create", meeting.create)
    yield meeting
    meeting.go_on.set()


@pytest.mark.parametrize("second", ACTS)
def test_who_comes_second_waits_for_the_first(meeting: Meeting, second: str) -> None:
    broken.add("a:1")
    meeting.inside.set()  # nobody stops while the beginning is made
    receive(window_of(LOG, upto=3))
    meeting.inside.clear()
    broken.clear()
    begun = threading.Event()

    def act(name: str) -> object:
        begun.set()
        try:
            return ACTS[name]()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(act, "redrive")
        assert meeting.inside.wait(PATIENCE)
        begun.clear()
        other = pool.submit(act, second)
        assert begun.wait(PATIENCE)
        if connection.vendor == "postgresql":
            wait_until(_somebody_waits_for_a_lock, "the second waits for the lock")
        meeting.go_on.set()
        one.result(PATIENCE)
        other.result(PATIENCE)

    redrive("diary", "a")
    receive(window_of(LOG, after=3))
    told = list(Entry.objects.order_by("id").values_list("text", flat=True))
    expected = [event.data["text"] for event in LOG]
    assert told in ([expected, [expected[0], *expected[2:]]] if second == "discard" else [expected])
    assert not ParkedEvent.objects.exists()


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
