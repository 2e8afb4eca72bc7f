"""Under which subject an event goes: `events.<partition>.<source>`. Pure.

All events of one key share a subject, and a subject's messages are in the order in which their one
publisher sent them. What a service may publish is thus a permission: `events.*.posts`.
"""

from urllib.parse import quote

from eventbox.envelope import Event
from eventbox.partitions import partition_of

ALL = "events.>"


def subject_of(event: Event) -> str:
    """Where the event is published."""
    return f"events.{partition_of(event.key)}.{token_of(event.source)}"


def token_of(source: str) -> str:
    """A source as one token of a subject, each its own: /posts is `posts`."""
    named = source[1:] if source.startswith("/") and len(source) > 1 else None
    token = quote(source if named is None else named, safe="").replace(".", "%2E")
    return token if named is not None else f"={token}"
