"""Reads the stream in order by an ordered ephemeral consumer without acknowledgements.

The consumer is this reader's own and numbers what it hands over, so a message that got lost on the
way shows. Then, and after any other trouble, the reader is of no use any more: whoever reads opens
a new one behind the last position that he has, which he alone knows.
"""

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from secrets import token_hex
from typing import Self

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from eventbox.errors import BusError
from eventbox.transports.nats.connection import ANSWER
from eventbox.transports.nats.stream import STREAM

BATCH = 500
BYTES = 2 * 1024 * 1024
EXPIRES = 5.0
HEARTBEAT = 1.0
SILENCE = 4 * HEARTBEAT
"""Without a sign of life for so long, the consumer is taken for dead."""
FORGOTTEN = 30.0
_NANO = 1_000_000_000


class Reader:
    """Messages behind a position, in order; `pending` is how many more the stream has by now."""

    def __init__(self, client: Client, consumer: str, pending: int) -> None:
        self.pending = pending
        self._client = client
        self._consumer = consumer
        self._inbox = client.new_inbox()
        self._arrived: deque[Msg] = deque()
        self._news = asyncio.Event()
        self._number = 0
        self._asked = 0
        self._heard_at = time.monotonic()
        self._subscription: Subscription | None = None

    @classmethod
    async def behind(
        cls,
        position: int,
        js: JetStreamContext,
        *,
        subject: str | None = None,
        headers_only: bool = False,
    ) -> Self:
        """A reader of what comes behind `position`, of one subject or of all."""
        config = ConsumerConfig(
            name=f"eventbox-{token_hex(8)}",
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=position + 1,
            ack_policy=AckPolicy.NONE,
            filter_subject=subject,
            headers_only=headers_only,
            inactive_threshold=FORGOTTEN,
            mem_storage=True,
            num_replicas=1,
        )
        info = await js.add_consumer(STREAM, config=config)
        reader = cls(js._nc, info.name, info.num_pending or 0)
        reader._subscription = await js._nc.subscribe(reader._inbox, cb=reader._arrive)
        return reader

    async def fetch(self, wait: float) -> list[Msg]:
        """What has come, as soon as there is anything, or nothing after `wait` seconds.

        Raises BusError where consumer or connection is gone or a message is missing.
        """
        until = time.monotonic() + wait
        while True:
            messages = self._taken()
            if self._asked == 0:
                await self._ask()  # so that more is on its way while these are applied
            if messages:
                return messages
            if not self._client.is_connected:
                raise BusError("the connection to NATS is lost")
            left = until - time.monotonic()
            if left <= 0:
                return []
            if time.monotonic() - self._heard_at > SILENCE:
                raise BusError(f"NATS has been silent for {SILENCE:g} s")
            self._news.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, HEARTBEAT))

    async def close(self) -> None:
        """Let the server forget the consumer."""
        with suppress(Exception):
            if self._subscription is not None:
                await self._subscription.unsubscribe()
            js = self._client.jetstream(timeout=ANSWER)
            await js.delete_consumer(STREAM, self._consumer)

    def _taken(self) -> list[Msg]:
        """All that has arrived by now, a batch at most."""
        messages: list[Msg] = []
        while self._arrived and len(messages) < BATCH:
            message = self._arrived.popleft()
            if self._is_status(message):
                continue
            self._asked = max(self._asked - 1, 0)
            told = message.metadata
            if told.sequence.consumer != self._number + 1:
                raise BusError("a message got lost on the way from NATS")
            self._number += 1
            self.pending = told.num_pending
            messages.append(message)
        return messages

    def _is_status(self, message: Msg) -> bool:
        """Whether it is no message but a word of the server; raises BusError where it is the last.

        100 is a heartbeat; 404, 408 and most of 409 end a request, and the next one is made.
        """
        status = (message.headers or {}).get("Status")
        if status is None:
            return False
        told = (message.headers or {}).get("Description", "")
        if status == "100":
            return True
        if status == "503" or (status == "409" and "deleted" in told.lower()):
            raise BusError(f"NATS has ended the consumer: {told or 'it is gone'}")
        self._asked = 0
        return True

    async def _ask(self) -> None:
        request = {
            "batch": BATCH,
            "max_bytes": BYTES,
            "expires": int(EXPIRES * _NANO),
            "idle_heartbeat": int(HEARTBEAT * _NANO),
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}"
        self._asked = BATCH
        self._heard_at = time.monotonic()
        await self._client.publish(subject, json.dumps(request).encode(), reply=self._inbox)

    async def _arrive(self, message: Msg) -> None:
        self._heard_at = time.monotonic()
        self._arrived.append(message)
        self._news.set()


async def read_between(js: JetStreamContext, after: int, upto: int, *, subject: str) -> list[Msg]:
    """Headers alone of what a subject has with after < position <= upto; `upto` is one of its."""
    reader = await Reader.behind(after, js, subject=subject, headers_only=True)
    found: list[Msg] = []
    try:
        while not found or found[-1].metadata.sequence.stream < upto:
            messages = await reader.fetch(ANSWER)
            if not messages:
                raise BusError("NATS did not hand over what it has")
            found += messages
    finally:
        await reader.close()
    return [message for message in found if message.metadata.sequence.stream <= upto]
