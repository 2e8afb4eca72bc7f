"""Reads what is posted to the log: one event, an array of them, or the bare {"type", "data"}.

Pure: everything that can be refused without looking into the log is refused here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bus_site.bus.refusal import Refused
from eventbox.envelope import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_EVENT_BYTES,
    Event,
    new_envelope,
    size_of,
)
from eventbox.errors import InvalidEvent
from eventbox.ids import uuid7
from eventbox.strict_json import decode_utf8, parse_json, split_array

UNKNOWN_SOURCE = "/unknown"


@dataclass(frozen=True)
class Publisher:
    """Who posts: the client's name, None for a nameless one (DEBUG), and the owners of types.

    `sources` gives the source that alone publishes a type. A nameless client is not held to it,
    but what it posts bare is given that source.
    """

    name: str | None
    sources: Mapping[str, str]

    @property
    def source(self) -> str | None:
        """The only source that this client may publish under; None: any."""
        return None if self.name is None else f"/{self.name}"

    def source_of_bare(self, type: str) -> str:
        """The source that a bare event of `type` is given."""
        return self.source or self.sources.get(type, UNKNOWN_SOURCE)


def read_submission(body: bytes, publisher: Publisher) -> list[Event]:
    """The events in a request body, in its order; raises Refused with 400, 403 or 413."""
    if len(body) > MAX_BATCH_BYTES:
        raise Refused(413, f"The body is larger than {MAX_BATCH_BYTES} bytes.")
    try:
        text = decode_utf8(body).strip(" \t\r\n")
        parts = split_array(text) if text.startswith("[") else [(parse_json(text), text)]
    except InvalidEvent as error:
        raise Refused(400, f"The body cannot be read: {error.reason}.") from error
    if not parts:
        raise Refused(400, "The array is empty: send at least one event.")
    if len(parts) > MAX_BATCH_EVENTS:
        raise Refused(413, f"{len(parts)} events are too many at once: {MAX_BATCH_EVENTS} at most.")
    return [_event(index, *part, publisher) for index, part in enumerate(parts)]


def _event(index: int, value: Any, text: str, publisher: Publisher) -> Event:
    given_id = value.get("id") if isinstance(value, dict) else None
    id = given_id if isinstance(given_id, str) else None
    if size_of(text) > MAX_EVENT_BYTES:
        reason = f"The event is larger than {MAX_EVENT_BYTES} bytes."
        raise Refused(413, reason, index=index, id=id)
    try:
        event = _complete(value, publisher) if _is_bare(value) else Event.from_object(value, text)
    except InvalidEvent as error:
        raise Refused(400, error.reason, index=index, id=id, field=error.field) from error
    only = publisher.source
    if only is not None and event.source != only:
        reason = f"{publisher.name} may publish only under the source {only}"
        raise Refused(403, reason, index=index, id=id, field="source")
    owner = publisher.sources.get(event.type)
    if only is not None and owner not in (None, only):
        reason = f"{event.type} is published by {owner} alone"
        raise Refused(403, reason, index=index, id=id, field="type")
    return event


def _is_bare(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= 2
        and "type" in value
        and value.keys() <= {"type", "data"}
    )


def _complete(value: dict[str, Any], publisher: Publisher) -> Event:
    """The envelope of a bare event. The id in its data, where there is one, ties its story."""
    if "data" not in value:
        raise InvalidEvent("data is missing", field="data")
    type, data, id = value["type"], value["data"], str(uuid7())
    about = _text(data, "id")
    return new_envelope(
        id=id,
        source=publisher.source_of_bare(type) if isinstance(type, str) else UNKNOWN_SOURCE,
        type=type,
        data=data,
        subject=about,
        partition_key=_text(data, "postId") or about,
        correlation_id=about or id,
    )


def _text(data: Any, name: str) -> str | None:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) and value else None
