"""Whatever is delivered at the same time, each event has its effects once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from eventbox.models import Cursor, OutboxEvent
from eventbox.receiver import receive
from tests.eventbox.diary.models import Entry
from tests.eventbox.windows import log_of, window_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """Run `work` on `count` threads that start together; what each of them gave."""
    start = threading.Barrier(count)
    results: list[object] = []

    def run() -> None:
        start.wait(10)
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_eight_threads_delivering_the_same_window_have_one_effect() -> None:
    window = window_of(log_of("k:a", "k:b", "k:c", type="Asked"))
    answers = at_once(8, lambda: receive(window).status)
    assert sorted(answers) == [200, *[409] * 7]  # type: ignore[type-var]
    assert Entry.objects.count() == 3
    assert OutboxEvent.objects.count() == 3
    assert Cursor.objects.get().position == 3


def test_overlapping_windows_never_apply_an_event_twice() -> None:
    log = log_of(*[f"k:{n}" for n in range(20)])
    windows = [window_of(log, upto=upto) for upto in (5, 10, 15, 20)]
    waiting = iter(windows * 2)
    lock = threading.Lock()

    def deliver() -> int:
        with lock:
            window = next(waiting)
        return receive(window).status

    answers = at_once(8, deliver)
    assert answers.count(200) == 1
    position = Cursor.objects.get().position
    assert list(Entry.objects.order_by("id").values_list("text", flat=True)) == [
        event.data["text"] for event in log[:position]
    ]
