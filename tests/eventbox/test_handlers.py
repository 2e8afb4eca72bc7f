"""The handler table cuts events into runs of one handler, and loses and reorders none."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbox import BatchHandler, Event, Handler
from eventbox.handlers import HandlerTable
from eventbox.testing import make_event


def one(event: Event) -> None:
    """Applies nothing."""


def many(events: Sequence[Event]) -> None:
    """Applies nothing."""


BATCH, OTHER = BatchHandler(many), BatchHandler(many)
TABLE = HandlerTable({"A": BATCH, "B": BATCH, "C": OTHER, "D": one, "E": Handler(one)})
EVENTS = {type: make_event(type, {}) for type in TABLE.types}


@given(st.lists(st.sampled_from(TABLE.types), max_size=12))
def test_runs_are_the_events_in_their_order(types: list[str]) -> None:
    events = [EVENTS[type] for type in types]
    runs = list(TABLE.runs(events))
    assert [event for _, run in runs for event in run] == events
    assert all(TABLE[event.type] is handler for handler, run in runs for event in run)
    assert all(before is not after for (before, _), (after, _) in pairwise(runs))


@pytest.mark.parametrize(
    ("types", "runs"),
    [("", []), ("A", ["A"]), ("ABAB", ["ABAB"]), ("ABCA", ["AB", "C", "A"]), ("DDE", ["DD", "E"])],
)
def test_a_run_is_as_long_as_the_handler_is_the_same_object(types: str, runs: list[str]) -> None:
    found = TABLE.runs([EVENTS[type] for type in types])
    assert ["".join(event.type for event in run) for _, run in found] == runs


def test_a_plain_function_is_a_handler_with_the_defaults() -> None:
    handler = TABLE["D"]
    assert isinstance(handler, Handler)
    assert (handler.apply, handler.since, handler.replayable) == (one, "start", False)


def test_a_table_knows_its_types_in_order() -> None:
    assert HandlerTable({"B": one, "A": one}).types == ("A", "B")
    assert "A" in TABLE
    assert "Z" not in TABLE
    assert not HandlerTable({})


def test_what_is_not_declared_replayable_is_named() -> None:
    table = HandlerTable(
        {
            "C": BatchHandler(many, replayable=True),
            "B": one,
            "A": Handler(one, replayable=True),
            "D": BATCH,
        }
    )
    assert table.not_replayable() == ("B", "D")
