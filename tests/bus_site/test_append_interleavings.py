"""Writers that assign, commit and roll back in any order: a reader behind n never misses an event.

Each writer has a connection of its own and stops between assigning positions and its commit; a
machine of random steps says who goes on. Who begins while another holds the head waits for it.
"""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bus_site.bus.appending import append
from bus_site.bus.models import Head, LoggedEvent
from bus_site.bus.writing import write_transaction
from tests.bus_site.events import event

PATIENCE = 30.0

pytestmark = pytest.mark.django_db(transaction=True)


class GaveUp(Exception):
    """The writer's own wish to roll back."""


class Writer(threading.Thread):
    """Appends `ids`, then waits, with its transaction open, for the word to commit or not."""

    def __init__(self, ids: list[str], assigned: Callable[["Writer"], None]) -> None:
        super().__init__(daemon=True)
        self.ids = ids
        self.positions: list[int] = []
        self.failure: Exception | None = None
        self.head_before: Head | None = None
        self.waits = threading.Event()
        self._assigned = assigned
        self._word = threading.Event()
        self._commits = False

    def run(self) -> None:
        try:
            self.head_before = Head.objects.get()
            self.waits.set()
            with write_transaction():
                self.positions = append([event(id) for id in self.ids]).positions
                self._assigned(self)
                assert self._word.wait(PATIENCE)
                if not self._commits:
                    raise GaveUp
        except GaveUp:
            pass
        except Exception as failure:
            self.failure = failure
            self._assigned(self)
        finally:
            connections.close_all()

    def end(self, *, commits: bool) -> None:
        """Let it commit or roll back, and wait until it has."""
        self.tell(commits=commits)
        self.join(PATIENCE)
        assert not self.is_alive()
        assert self.failure is None, repr(self.failure)

    def tell(self, *, commits: bool) -> None:
        """Give it the word."""
        self._commits = commits
        self._word.set()


class Log(RuleBasedStateMachine):
    """At most one writer has assigned and not yet ended: the lock decides, not this machine."""

    def __init__(self) -> None:
        super().__init__()
        LoggedEvent.objects.all().delete()
        Head.objects.all().delete()
        Head.current()
        self._arrival = threading.Condition()
        self._assigned: list[Writer] = []
        self._writers: list[Writer] = []
        self._count = 0
        self.committed: list[tuple[int, str]] = []
        self.seen: list[tuple[int, str]] = []

    @precondition(lambda self: len(self._writers) < 4)
    @rule(length=st.integers(1, 3))
    def begin(self, length: int) -> None:
        ids = [f"e{self._count + n}" for n in range(length)]
        self._count += length
        writer = Writer(ids, self._on_assigned)
        self._writers.append(writer)
        writer.start()
        assert writer.waits.wait(PATIENCE)

    @precondition(lambda self: self._writers)
    @rule(commits=st.booleans())
    def end_who_has_assigned(self, commits: bool) -> None:
        with self._arrival:
            assert self._arrival.wait_for(lambda: self._assigned, PATIENCE)
            writer = self._assigned[0]
        writer.end(commits=commits)
        self._writers.remove(writer)
        with self._arrival:
            self._assigned.remove(writer)
        if commits:
            self.committed += zip(writer.positions, writer.ids, strict=True)

    @rule()
    def poll(self) -> None:
        behind = LoggedEvent.objects.filter(position__gt=self.seen[-1][0] if self.seen else 0)
        self.seen += behind.order_by("position").values_list("position", "event_id")
        assert self.seen == self.committed
        assert [position for position, _ in self.seen] == list(range(1, len(self.seen) + 1))

    def teardown(self) -> None:
        for writer in self._writers:
            writer.tell(commits=False)
        for writer in self._writers:
            writer.join(PATIENCE)
        self.poll()

    def _on_assigned(self, writer: Writer) -> None:
        with self._arrival:
            self._assigned.append(writer)
            self._arrival.notify_all()


def run_machine() -> None:
    run_state_machine_as_test(
        Log,
        settings=hypothesis_settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        ),
    )


def test_any_interleaving_of_assign_commit_rollback_and_poll_leaves_no_gap_for_a_reader() -> None:
    run_machine()


def test_the_same_machine_finds_it_where_the_head_is_read_before_the_lock_is_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Head, "locked", _read_without_waiting)
    with pytest.raises(AssertionError):
        run_machine()


def _read_without_waiting() -> Head:
    writer = threading.current_thread()
    assert isinstance(writer, Writer)
    assert writer.head_before is not None
    return writer.head_before
