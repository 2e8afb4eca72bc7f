"""Group commit: writes that meet in one process share a transaction, and so the price of it.

Whoever comes while one is under way waits, and goes with the next; who comes alone goes at once.
The answer is given after the commit in either case.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import close_old_connections
from django.http import HttpRequest

from chassis.outage import database_is_down

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 100
"""Writes in one transaction."""

_FAILURE = "chassis.failure"


def failed_with(error: Exception, scope: Mapping[str, Any]) -> dict[str, Any]:
    """A request whose write was tried already, and `error` came of it: nobody is to try again."""
    return {**scope, _FAILURE: error}


def raise_failure(request: HttpRequest) -> None:
    """For the view that such a request comes to, and that knows how to tell of it."""
    error = request.META.get("asgi.scope", {}).get(_FAILURE)
    if error is not None:
        raise error


class GroupCommit(Generic[Item, Result]):
    """Called with an item, it gives a future of what `write` makes of it; for one event loop.

    `write` runs on a thread of its own, which keeps its database connection. It gets those that
    have come meanwhile, in their order, makes one transaction of them, and returns a result for
    each. Where it raises, each item is tried alone, so that nobody fails for another; while the
    database is down, nobody is.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._write = write
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._busy = False

    def __call__(self, item: Item) -> "asyncio.Future[Result]":
        """What becomes of `item`, once that is committed, or what `write` raises for it."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((item, mine))
        if not self._busy:
            self._busy = True
            loop.call_soon(self._begin, loop)  # so that all who came at once go together
        return mine

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        writing = loop.run_in_executor(self._thread, self._settle, [item for item, _ in group])
        writing.add_done_callback(partial(self._give, loop, [future for _, future in group]))

    def _give(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: "Sequence[asyncio.Future[Result]]",
        writing: "asyncio.Future[list[Result | Exception]]",
    ) -> None:
        self._busy = bool(self._waiting)
        if self._busy:
            self._begin(loop)
        failed = writing.exception()
        results = [failed] * len(waiting) if failed else writing.result()
        for future, result in zip(waiting, results, strict=True):
            if future.done():
                continue  # who has gone away waits no more
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _settle(self, items: Sequence[Item]) -> list[Result | Exception]:
        close_old_connections()  # those that failed, or are old
        try:
            return self._attempt(items)
        finally:
            close_old_connections()

    def _attempt(self, items: Sequence[Item]) -> list[Result | Exception]:
        try:
            return [result for _, result in zip(items, self._write(items), strict=True)]
        except Exception as error:
            if len(items) == 1 or database_is_down(error):
                return [error] * len(items)
            return [result for item in items for result in self._attempt([item])]
