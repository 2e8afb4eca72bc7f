"""An event as a message of the stream, and back. Pure.

The body is the envelope, byte for byte. A header tells id and content, so that a publisher can read
what it has published without the bodies.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from eventbox.envelope import Event, content_of
from eventbox.errors import InvalidEvent
from eventbox.strict_json import dump_json
from eventbox.transports.nats.subjects import token_of

HEADER = "Eventbox-Event"
UNREADABLE = "EventboxUnreadable"
"""The type of what stands in the place of a message that is no event."""


@dataclass(frozen=True)
class Known:
    """An event that is in the stream: where, and a digest of what it says."""

    position: int
    content: str


def headers_of(event: Event) -> dict[str, str]:
    """The headers that the event is published with."""
    return {HEADER: json.dumps({"id": event.id, "content": digest_of(event)})}


def digest_of(event: Event) -> str:
    """The same for two envelopes just if they have the same content."""
    return sha256(content_of(event.text).encode()).hexdigest()[:32]


def known_from(position: int, headers: Mapping[str, str] | None) -> tuple[str, Known] | None:
    """Id and content that a message's headers tell; None where it is not one of ours."""
    try:
        told = json.loads((headers or {})[HEADER])
        return str(told["id"]), Known(position, str(told["content"]))
    except (KeyError, TypeError, ValueError):
        return None


def event_of(position: int, subject: str, body: bytes) -> Event:
    """The event in a message, with its position.

    A message that is no event, or that somebody published where its source is not at home, is
    given as an event that says so and that nobody handles: positions have no gaps.
    """
    try:
        event = Event.parse(body.decode())
        if subject.rpartition(".")[2] != token_of(event.source):
            raise InvalidEvent(f"an event of {event.source} was published under {subject}")
    except (InvalidEvent, UnicodeDecodeError) as error:
        return stand_in(position, subject, str(error))
    return replace(event, position=position)


def stand_in(position: int, subject: str, reason: str) -> Event:
    """What is told of a message that cannot be an event of the log; the same to everybody."""
    envelope = {
        "specversion": "1.0",
        "id": f"unreadable-{position}",
        "source": "/eventbox",
        "type": UNREADABLE,
        "data": {"subject": subject[:1000], "reason": reason[:1000]},
    }
    return replace(Event.parse(dump_json(envelope)), position=position)
