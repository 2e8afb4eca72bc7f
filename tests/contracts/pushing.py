"""Pushing events to the service under test as the bus does: one window, by HTTP."""

import base64
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client, override_settings

from eventbox import Event
from eventbox.models import Cursor, ParkedEvent
from eventbox.signing import sign
from eventbox.window import encode_window

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def push(client: Client, *events: Mapping[str, Any]) -> None:
    """Push these events as the next ones of the log; all of them are applied, none is parked."""
    answer = send(client, window(client, *events))
    assert (answer.status_code, answer.json()) == (200, {"position": position()})
    assert not ParkedEvent.objects.exists()


def send(client: Client, body: bytes) -> Any:
    """POST the body, signed; the answer."""
    own = {**settings.EVENTBOX, "REQUIRE_SIGNATURE": True, "WEBHOOK_SECRET": SECRET}
    with override_settings(EVENTBOX=own):
        headers = sign(SECRET, "msg-1", int(time.time()), body)
        return client.post("/events", body, content_type="application/json", headers=headers)


def window(client: Client, *events: Mapping[str, Any]) -> bytes:
    """The window with these events, behind the service's cursor."""
    service = client.get("/events").json()
    cursor = Cursor.objects.filter(subscription=service["subscription"]).first()
    after = cursor.position if cursor else 0
    placed = [
        Event.from_object({**event, "position": place})
        for place, event in enumerate(events, after + 1)
    ]
    return encode_window(
        log="log",
        subscription=service["subscription"],
        after=after,
        after_id=cursor.event_id if cursor else None,
        upto=after + len(placed),
        upto_id=placed[-1].id,
        types=service["types"],
        events=[event.text_with_position() for event in placed],
        head=after + len(placed),
    )


def position() -> int:
    """Where the service's cursor stands; 0 before it has one."""
    cursor = Cursor.objects.first()
    return cursor.position if cursor else 0


def unknown(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event as one of a type that no service knows yet."""
    return {**event, "type": "SomethingNew", "id": f"new-{event['id']}"}
