"""What `manage.py subscribe` calls for each message."""

from django.db import transaction
from django_outbox_pattern.payloads import Payload

from bench.peers.outbox.models import Item


def store(payload: Payload) -> None:
    """The effect and the library's own note of the message, in one transaction."""
    with transaction.atomic():
        Item(id=payload.body["id"], title=payload.body["title"]).save(force_insert=True)
        payload.save()
