"""`python -m bench.peers.outbox.produce COUNT`: events into the outbox, in one transaction."""

import os
import sys
from uuid import uuid4

import django

django.setup(set_prefix=False)

from django.db import transaction  # noqa: E402  (needs the settings)
from django_outbox_pattern.models import Published  # noqa: E402

from bench.peers.saying import say_now  # noqa: E402

if __name__ == "__main__":
    with transaction.atomic():
        for number in range(int(sys.argv[1])):
            body = {"id": str(uuid4()), "title": f"Bread, loaf {number}"}
            Published.objects.create(destination=f"/topic/{os.environ['TOPIC']}", body=body)
    say_now()
