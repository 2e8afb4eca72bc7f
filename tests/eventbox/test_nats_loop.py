"""What a thread is told whose event loop is closed."""

import asyncio
import threading

import pytest

from eventbox.errors import BusError
from eventbox.transports.nats.loop import EventLoop


def test_who_asks_a_closed_loop_is_told_so() -> None:
    loop = EventLoop("test")
    loop.close()
    with pytest.raises(BusError, match="closed"):
        loop.run(asyncio.sleep(0))


def test_who_waits_while_it_is_closed_is_told_so() -> None:
    loop = EventLoop("test")
    begun = threading.Event()

    async def wait() -> None:
        begun.set()
        await asyncio.sleep(3600)

    def close() -> None:
        assert begun.wait(60)
        loop.close()

    closing = threading.Thread(target=close)
    closing.start()
    with pytest.raises(BusError, match="closed"):
        loop.run(wait())
    closing.join()
