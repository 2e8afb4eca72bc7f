"""Writes that meet share a transaction, and none of them fails for another."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, transaction

from chassis.group_commit import GroupCommit
from tools.trial.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE = 30


class Writer:
    """Notes the groups that it is given; the first is held until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.begun, self.go_on = Event(), Event()

    def __call__(self, items: Sequence[str]) -> list[str]:
        self.groups.append(list(items))
        if items[0] == "first":
            self.begun.set()
            assert self.go_on.wait(DEADLINE)
        if "bad" in items:
            raise ValueError("bad")
        if "outage" in items:
            raise OperationalError("gone")
        return [item.upper() for item in items]


def meet(writer: Writer, items: Sequence[str]) -> dict[str, Future[str]]:
    """What becomes of `items`, which all come while another is being written."""
    write = GroupCommit(writer)
    with ThreadPoolExecutor(len(items) + 1) as threads:
        first = threads.submit(write, "first")
        assert writer.begun.wait(DEADLINE)
        others = {item: threads.submit(write, item) for item in items}
        wait_until(lambda: len(write._waiting) == len(items), "all are waiting", seconds=DEADLINE)
        writer.go_on.set()
    assert first.result() == "FIRST"
    return others


def test_who_comes_alone_goes_at_once() -> None:
    writer = Writer()
    write = GroupCommit(writer)
    assert [write("a"), write("b")] == ["A", "B"]
    assert writer.groups == [["a"], ["b"]]


def test_those_who_come_meanwhile_go_together_and_each_gets_its_own_answer() -> None:
    writer = Writer()
    others = meet(writer, ["a", "b", "c", "d"])
    assert {item: future.result() for item, future in others.items()} == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "D",
    }
    assert [len(group) for group in writer.groups] == [1, 4]


def test_who_cannot_be_written_fails_alone() -> None:
    others = meet(Writer(), ["a", "bad", "b"])
    assert isinstance(others["bad"].exception(), ValueError)
    assert [others["a"].result(), others["b"].result()] == ["A", "B"]


def test_while_the_database_is_down_nobody_is_tried_twice() -> None:
    writer = Writer()
    others = meet(writer, ["a", "outage", "b"])
    assert all(isinstance(future.exception(), OperationalError) for future in others.values())
    assert [len(group) for group in writer.groups] == [1, 3]


def test_within_a_transaction_it_is_written_there() -> None:
    writer = Writer()
    seen: list[bool] = []

    def write(items: Sequence[str]) -> list[str]:
        seen.append(transaction.get_connection().in_atomic_block)
        return writer(items)

    with transaction.atomic():
        assert GroupCommit(write)("a") == "A"
    assert (seen, writer.groups) == ([True], [["a"]])
