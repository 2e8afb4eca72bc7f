"""Whatever fails, is redriven, discarded or delivered twice, each key stays in its order.

A machine of random steps against the real tables; the same steps are kept in a plain model.
"""

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from eventbox.models import Cursor, ParkedEvent
from eventbox.parking import discard, redrive, redrive_due
from eventbox.receiver import receive
from eventbox.testing import InMemoryBus, make_event
from tests.eventbox.diary.handlers import broken
from tests.eventbox.diary.models import Entry
from tests.eventbox.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = ("a", "b", "c")
keys = st.sampled_from(KEYS)


class OneService(RuleBasedStateMachine):
    """A log, its one consumer, and an operator."""

    def __init__(self) -> None:
        super().__init__()
        for model in (Entry, ParkedEvent, Cursor):
            model.objects.all().delete()
        broken.clear()
        self.bus = InMemoryBus()
        self.discarded: set[str] = set()

    def teardown(self) -> None:
        broken.clear()

    @property
    def position(self) -> int:
        cursor = Cursor.objects.first()
        return cursor.position if cursor else 0

    @rule(key=keys, fails=st.booleans())
    def append(self, key: str, fails: bool) -> None:
        text = f"{key}:{len(self.bus.events):03}"
        self.bus.append(make_event("Noted", {"text": text}, subject=text, partition_key=key))
        if fails:
            broken.add(text)

    @rule(back=st.integers(0, 4), length=st.integers(0, 6))
    def deliver_a_window(self, back: int, length: int) -> None:
        """From the cursor on, or, as after a lost answer, from before it."""
        after = max(self.position - back, 0)
        self.bus.push(self.bus.window(after, min(after + length, len(self.bus.events))))

    @rule(threads=st.integers(2, 3))
    def deliver_from_several_at_once(self, threads: int) -> None:
        window = self.bus.window(self.position)
        answers = at_once(threads, lambda: receive(window).status)
        assert set(answers) <= {200, 409}, answers

    @rule(key=keys)
    def mend(self, key: str) -> None:
        broken.difference_update([text for text in broken if text.startswith(key)])

    @rule(key=keys)
    def redrive(self, key: str) -> None:
        redrive("diary", key)

    @rule(key=keys)
    def redrive_and_deliver_at_once(self, key: str) -> None:
        window = self.bus.window(self.position)
        steps: list[Callable[[], object]] = [
            lambda: redrive("diary", key),
            lambda: receive(window).status,
        ]
        results = at_once(2, lambda: steps.pop()())
        assert not [result for result in results if isinstance(result, Exception)], results

    @rule()
    def retry_what_is_due(self) -> None:
        ParkedEvent.objects.update(next_try_at=None)
        redrive_due("diary")

    @rule(key=keys, number=st.integers(0, 3))
    def discard(self, key: str, number: int) -> None:
        row = ParkedEvent.objects.filter(key=key).order_by("id")[number : number + 1].first()
        if row is not None:
            assert discard("diary", row.pk)
            self.discarded.add(row.subject)

    @invariant()
    def each_key_is_in_order_and_nothing_is_lost_or_doubled(self) -> None:
        applied, parked = defaultdict(list), defaultdict(list)
        for text in Entry.objects.order_by("id").values_list("text", flat=True):
            applied[text[0]].append(text)
        for key, text in ParkedEvent.objects.order_by("id").values_list("key", "subject"):
            parked[key].append(text)
        seen = [event.data["text"] for event in self.bus.events[: self.position]]
        for key in KEYS:
            expected = [text for text in seen if text[0] == key and text not in self.discarded]
            assert applied[key] + parked[key] == expected


def run_machine() -> None:
    run_state_machine_as_test(
        OneService,
        settings=hypothesis_settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        ),
    )


def test_any_failures_redrives_discards_and_deliveries_keep_the_order_of_each_key() -> None:
    run_machine()


def test_the_same_machine_finds_it_where_nothing_queues_behind_a_parked_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("eventbox.applying.queue_behind", lambda subscription, events: events)
    with pytest.raises(AssertionError):
        run_machine()
