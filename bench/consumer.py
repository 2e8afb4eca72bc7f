"""A pull consumer of nats-py: `python -m bench.consumer URL NUMBER BATCH`, run as query.

It fetches a batch of messages, hands them to the handler of the projection in one transaction, and
acks them, until it has taken the number. Prints the seconds from the first fetch to the last commit
and acks, and the first page of what it has written.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence

import django
from asgiref.sync import sync_to_async
from django.db import transaction
from nats.aio.msg import Msg

from bench.jetstream import STREAM, SUBJECT, connected
from eventbox.envelope import Event

DURABLE = "query"


async def consume(url: str, number: int, batch: int) -> float:
    """Take so many; the answer is the seconds it took."""
    from query_site.query.services import apply_events

    def apply(messages: Sequence[Msg]) -> None:
        with transaction.atomic():
            apply_events([event_of(message.data) for message in messages])

    async with connected(url) as stream:
        consumer = await stream.pull_subscribe(SUBJECT, durable=DURABLE)
        began, taken = time.perf_counter(), 0
        while taken < number:
            messages = await consumer.fetch(min(batch, number - taken))
            await sync_to_async(apply)(messages)
            for message in messages:
                await message.ack()
            taken += len(messages)
        took = time.perf_counter() - began
        await stream.delete_consumer(STREAM, DURABLE)
    return took


def event_of(data: bytes) -> Event:
    """The event, as one reads it who trusts his stream: what is in it is not checked."""
    value = json.loads(data)
    return Event(
        id=value["id"],
        source=value["source"],
        type=value["type"],
        data=value["data"],
        text=data.decode(),
    )


def main(url: str, number: int, batch: int) -> None:
    """Consume, and print how that went."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "query_site.settings"
    django.setup()
    took = asyncio.run(consume(url, number, batch))

    from chassis.paging import Page
    from query_site.query.selectors import posts

    json.dump({"seconds": took, "page": json.loads(posts(Page(20, None)).body)}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
