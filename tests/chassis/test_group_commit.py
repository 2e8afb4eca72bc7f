"""Writes that meet share a transaction, and none of them fails for another."""

import asyncio
from collections.abc import Sequence
from threading import Event, get_ident

import pytest
from django.db import OperationalError

from chassis.group_commit import MOST, GroupCommit

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE = 30


class Writer:
    """Notes the groups that it is given; the first is held until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.threads: set[int] = set()
        self.begun, self.go_on = Event(), Event()

    def __call__(self, items: Sequence[str]) -> list[str]:
        self.groups.append(list(items))
        self.threads.add(get_ident())
        if items[0] == "first":
            self.begun.set()
            assert self.go_on.wait(DEADLINE)
        if "bad" in items:
            raise ValueError("bad")
        if "outage" in items:
            raise OperationalError("gone")
        return [item.upper() for item in items]


def meet(writer: Writer, items: Sequence[str]) -> list[str | BaseException]:
    """What becomes of `items`, which all come while another is being written."""

    async def all_of_them() -> list[str | BaseException]:
        write = GroupCommit(writer)
        first = write("first")
        assert await asyncio.to_thread(writer.begun.wait, DEADLINE)
        others = [write(item) for item in items]
        writer.go_on.set()
        assert await first == "FIRST"
        return await asyncio.gather(*others, return_exceptions=True)

    return asyncio.run(all_of_them())


def test_who_comes_alone_goes_at_once() -> None:
    writer = Writer()

    async def one_after_the_other() -> list[str]:
        write = GroupCommit(writer)
        return [await write("a"), await write("b")]

    assert asyncio.run(one_after_the_other()) == ["A", "B"]
    assert writer.groups == [["a"], ["b"]]


def test_those_who_come_at_once_go_together() -> None:
    writer = Writer()

    async def at_once() -> list[str]:
        write = GroupCommit(writer)
        return [*await asyncio.gather(write("a"), write("b"))]

    assert asyncio.run(at_once()) == ["A", "B"]
    assert writer.groups == [["a", "b"]]


def test_those_who_come_meanwhile_go_together_and_each_gets_its_own_answer() -> None:
    writer = Writer()
    assert meet(writer, ["a", "b", "c", "d"]) == ["A", "B", "C", "D"]
    assert writer.groups == [["first"], ["a", "b", "c", "d"]]


def test_no_group_is_larger_than_it_may_be_and_nobody_is_forgotten() -> None:
    writer = Writer()
    items = [str(n) for n in range(2 * MOST + 1)]
    assert meet(writer, items) == items
    assert [len(group) for group in writer.groups] == [1, MOST, MOST, 1]


def test_who_cannot_be_written_fails_alone() -> None:
    a, bad, b = meet(Writer(), ["a", "bad", "b"])
    assert isinstance(bad, ValueError)
    assert (a, b) == ("A", "B")


def test_while_the_database_is_down_nobody_is_tried_twice() -> None:
    writer = Writer()
    others = meet(writer, ["a", "outage", "b"])
    assert all(isinstance(each, OperationalError) for each in others)
    assert [len(group) for group in writer.groups] == [1, 3]


def test_who_goes_away_is_written_and_keeps_nobody_waiting() -> None:
    writer = Writer()

    async def all_of_them() -> str:
        write = GroupCommit(writer)
        first = write("first")
        assert await asyncio.to_thread(writer.begun.wait, DEADLINE)
        gone, other = write("a"), write("b")
        gone.cancel()
        writer.go_on.set()
        await first
        return await other

    assert asyncio.run(all_of_them()) == "B"
    assert writer.groups == [["first"], ["a", "b"]]


def test_all_is_written_on_one_thread_which_is_not_the_loops() -> None:
    writer = Writer()
    meet(writer, ["a"])
    assert len(writer.threads) == 1
    assert get_ident() not in writer.threads


def test_a_writer_that_forgets_somebody_leaves_nobody_waiting() -> None:
    async def one() -> str:
        return await GroupCommit[str, str](lambda items: [])("a")

    with pytest.raises(ValueError, match="shorter"):
        asyncio.run(one())


def test_where_the_thread_itself_fails_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("broken")

    async def all_of_them() -> list[str | BaseException]:
        write = GroupCommit(Writer())
        with monkeypatch.context() as patch:
            patch.setattr("chassis.group_commit.close_old_connections", broken)
            failed = await asyncio.gather(write("a"), write("b"), return_exceptions=True)
        return [*failed, await write("c")]

    a, b, c = asyncio.run(all_of_them())
    assert isinstance(a, RuntimeError)
    assert isinstance(b, RuntimeError)
    assert c == "C"
