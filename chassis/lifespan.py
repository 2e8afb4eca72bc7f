"""The server's start and end, as ASGI tells of them."""

from collections.abc import Callable
from typing import Any


async def live(receive: Any, send: Any, *, begin: Callable[[], None] = lambda: None) -> None:
    """Agree to both; call `begin` at the start."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            begin()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
