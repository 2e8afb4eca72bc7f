"""Who asks is given what a read found that began afterwards, and shares it with all who wait."""

import asyncio
import itertools
import threading
from collections.abc import Iterator

import pytest

from query_site.query.shared_read import SharedRead

LIMIT = 30


class Numbered:
    """Reads that find 1, 2, 3 …; each tells that it has begun, and ends when it is let."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.begun = threading.Semaphore(0)
        self.let = threading.Semaphore(0)

    def __call__(self) -> int:
        number = next(self.numbers)
        self.begun.release()
        assert self.let.acquire(timeout=LIMIT)
        return number

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self.begun.acquire, timeout=LIMIT)


@pytest.fixture
def read() -> Iterator[Numbered]:
    read = Numbered()
    yield read
    read.let.release(100)  # whatever a test that failed has left waiting


def test_who_comes_while_a_read_is_under_way_is_given_the_next_one(read: Numbered) -> None:
    async def main() -> None:
        shared = SharedRead(read)
        first = shared()
        await read.has_begun()
        second, third = shared(), shared()
        read.let.release()
        assert await first == 1
        await read.has_begun()
        assert not second.done()
        read.let.release()
        assert (await second, await third) == (2, 2)

    asyncio.run(main())


def test_all_who_come_at_once_share_a_read(read: Numbered) -> None:
    async def main() -> None:
        shared = SharedRead(read)
        waiting = [shared() for _ in range(8)]
        read.let.release()
        assert await asyncio.gather(*waiting) == [1] * 8
        read.let.release()
        assert await shared() == 2

    asyncio.run(main())


def test_who_gives_up_takes_nothing_from_the_others(read: Numbered) -> None:
    async def main() -> None:
        shared = SharedRead(read)
        impatient, patient = shared(), shared()
        impatient.cancel()
        read.let.release()
        assert await patient == 1

    asyncio.run(main())


def test_a_read_that_fails_does_so_for_those_who_waited_and_for_nobody_after_them() -> None:
    outcomes = iter([ValueError("no"), None])

    def read() -> str:
        error = next(outcomes)
        if error:
            raise error
        return "found"

    async def main() -> None:
        shared = SharedRead(read)
        found = await asyncio.gather(shared(), shared(), return_exceptions=True)
        assert [str(each) for each in found] == ["no", "no"]
        assert await shared() == "found"

    asyncio.run(main())
