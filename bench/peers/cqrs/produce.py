"""`python -m bench.peers.cqrs.produce COUNT`: rows at once, and then their events.

There is no outbox and no relay: the library sends in the process that writes, after the commit.
"""

import sys
from uuid import uuid4

import django

django.setup(set_prefix=False)

from bench.peers.cqrs.models import Item  # noqa: E402  (needs the settings)
from bench.peers.saying import say_now  # noqa: E402

if __name__ == "__main__":
    count = int(sys.argv[1])
    items = [Item(id=str(uuid4()), title=f"Bread, loaf {number}") for number in range(count)]
    for item in items:
        item.save_tracked_fields()
    Item.objects.bulk_create(items)
    say_now()
    Item.call_post_bulk_create(items)
