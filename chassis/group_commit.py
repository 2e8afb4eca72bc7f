"""Group commit: writes that meet in one process share a transaction, and so the price of it.

Whoever comes while one is under way waits, and goes with the next; who comes alone goes at once.
The answer is given after the commit in either case.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection

from chassis.outage import database_is_down
from eventbox import context

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 100
"""Writes in one transaction."""


@dataclass
class _Entry(Generic[Item, Result]):
    item: Item
    result: Result | None = None
    error: Exception | None = None
    done: bool = False


class GroupCommit(Generic[Item, Result]):
    """Called with one item, it calls `write` with those of all threads that wait; thread-safe.

    `write` gets items in the order in which they came, makes one transaction of them, and returns
    a result for each. Where it raises, each item is tried alone, so that nobody fails for another.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._write = write
        self._waiting: deque[_Entry[Item, Result]] = deque()
        self._turn = threading.Lock()

    def __call__(self, item: Item) -> Result:
        """The result of `item`, once it is committed; raises what `write` raises for it.

        Within a transaction of the caller's the item is written there, without company.
        """
        if connection.in_atomic_block:
            return self._write([item])[0]
        entry = _Entry[Item, Result](item)
        self._waiting.append(entry)
        with self._turn:
            while not entry.done:
                self._commit_next()
        if entry.error is not None:
            raise entry.error
        return entry.result  # type: ignore[return-value]  # set where there is no error

    def _commit_next(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]
        try:
            with context.correlated(None):  # the group is no one request's
                self._settle(group)
        finally:
            for entry in group:
                entry.done = True

    def _settle(self, group: Sequence[_Entry[Item, Result]]) -> None:
        try:
            for entry, result in zip(group, self._write([e.item for e in group]), strict=True):
                entry.result = result
        except Exception as error:
            if len(group) == 1 or database_is_down(error):
                for entry in group:
                    entry.error = error
            else:
                for entry in group:
                    self._settle([entry])
