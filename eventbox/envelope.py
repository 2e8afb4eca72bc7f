"""The event: a CloudEvents 1.0 envelope (JSON event format), checked and immutable. Pure Python.

The envelope's text travels byte for byte from its producer to its last consumer; only `position`,
which the log gives, is added on the way out.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eventbox.errors import InvalidEvent
from eventbox.ids import uuid7
from eventbox.strict_json import depth_of, dump_json, parse_json, split_array

__all__ = [
    "MAX_BATCH_BYTES",
    "MAX_BATCH_EVENTS",
    "MAX_EVENT_BYTES",
    "Event",
    "content_of",
    "new_envelope",
    "parse_json",
    "same_content",
    "size_of",
    "split_array",
]

MAX_EVENT_BYTES = 256 * 1024
MAX_BATCH_BYTES = 4 * 1024 * 1024
MAX_BATCH_EVENTS = 1000
MAX_DEPTH = 64
MAX_NAME = 255
MAX_POSITION = 2**63 - 1

# An event that is derived again after its producer lost a database differs only in these.
_MAY_DIFFER = {"time", "traceparent", "tracestate"}

_ATTRIBUTE = re.compile(r"[a-z0-9]+\Z")
_REQUIRED = ("specversion", "id", "source", "type", "data")
_STRINGS = ("id", "source", "type", "subject", "partitionkey", "correlationid", "causationid")
_KNOWN = {*_STRINGS, "specversion", "data", "time", "datacontenttype", "traceparent", "position"}
"""Attributes that are looked at one by one; the others by what holds for all."""
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that has happened. `text` is its envelope as the producer wrote it, without position.

    `time` is aware and in UTC; `position` is None until the event is in the log.
    """

    id: str
    source: str
    type: str
    data: Any
    text: str
    subject: str | None = None
    time: datetime | None = None
    partition_key: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    position: int | None = None

    @property
    def key(self) -> str:
        """What this event is ordered by; an event without partition key is its own key."""
        return self.partition_key if self.partition_key is not None else self.id

    @property
    def correlation(self) -> str:
        """The correlation id of what it causes; an event without one starts its own."""
        return self.correlation_id or self.id

    @classmethod
    def parse(cls, text: str) -> "Event":
        """The event in a JSON text; raises InvalidEvent."""
        return cls.from_object(parse_json(text), text.strip())

    @classmethod
    def from_object(cls, value: Any, text: str | None = None) -> "Event":
        """The event of an already parsed envelope and, if at hand, its text; raises InvalidEvent.

        A `position` in the envelope is taken over and is not part of the event's text.
        """
        position = _check(value)
        if text is not None:
            _measure(value, text)
        if text is None or "position" in value:
            text = dump_json({k: v for k, v in value.items() if k != "position"})
        return cls._of(value, text, position)

    @classmethod
    def from_log(cls, value: Any, text: str) -> "Event":
        """The event of an envelope that the log handed out, and its text; raises InvalidEvent.

        Not measured again: that was done on its way in.
        """
        position = _check(value)
        prefix = _prefix(position) if position is not None else ""
        if position is None or not text.startswith(prefix):
            return cls.from_object(value)
        return cls._of(value, "{" + text[len(prefix) :], position)

    @classmethod
    def _of(cls, value: Mapping[str, Any], text: str, position: int | None) -> "Event":
        return cls(
            id=value["id"],
            source=value["source"],
            type=value["type"],
            data=value["data"],
            text=text,
            subject=value.get("subject"),
            time=parse_time(value["time"]) if value.get("time") is not None else None,
            partition_key=value.get("partitionkey"),
            correlation_id=value.get("correlationid"),
            causation_id=value.get("causationid"),
            traceparent=value.get("traceparent"),
            position=position,
        )

    def text_with_position(self) -> str:
        """The envelope as the log hands it out."""
        if self.position is None:
            raise InvalidEvent("the event has no position yet", field="position")
        return with_position(self.text, self.position)


def with_position(text: str, position: int) -> str:
    """The envelope `text` with `position` spliced in as its first member."""
    return _prefix(position) + text[1:].lstrip()


def _prefix(position: int) -> str:
    return f'{{"position":{position},'


def size_of(text: str) -> int:
    """How many bytes it has in UTF-8; of plain ASCII Python knows that without making them."""
    return len(text) if text.isascii() else len(text.encode())


def same_content(one: str, other: str) -> bool:
    """Whether two envelopes under one (source, id) are the same event: all but time and trace."""
    return one == other or content_of(one) == content_of(other)


def content_of(envelope: str) -> str:
    """What the event says, in one form: 1 and true are not the same, the order of members is."""
    members: dict[str, Any] = json.loads(envelope)
    return json.dumps({k: v for k, v in members.items() if k not in _MAY_DIFFER}, sort_keys=True)


def new_envelope(
    *,
    source: str,
    type: str,
    data: Any,
    id: str | None = None,
    time: datetime | None = None,
    subject: str | None = None,
    partition_key: str | None = None,
    correlation_id: str | None = None,
    causation_id: str | None = None,
    traceparent: str | None = None,
) -> Event:
    """A new event, checked as the bus would check it; raises InvalidEvent."""
    optional = {
        "subject": subject,
        "partitionkey": partition_key,
        "correlationid": correlation_id,
        "causationid": causation_id,
        "traceparent": traceparent,
    }
    head: dict[str, Any] = {
        "specversion": "1.0",
        "id": id if id is not None else str(uuid7()),
        "source": source,
        "type": type,
        "time": format_time(time or datetime.now(UTC)),
        "datacontenttype": "application/json",
        **{name: value for name, value in optional.items() if value is not None},
    }
    written = dump_json(data)
    text = f'{dump_json(head)[:-1]},"data":{written}}}'
    if any(value.__class__ is not str for value in head.values()):
        return Event.parse(text)  # a text of a kind of its own, such as a TextChoices'
    # Its data is what a reader finds, who has no tuples and no numbers for names.
    return Event.from_object(head | {"data": parse_json(written)}, text)


def format_time(time: datetime) -> str:
    """RFC 3339 in UTC with microseconds, such as 2026-01-31T12:00:00.000000Z."""
    if time.tzinfo is None:
        raise InvalidEvent("the time has no time zone", field="time")
    utc = time if time.tzinfo is UTC else time.astimezone(UTC)
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_time(text: object) -> datetime:
    """The UTC datetime of an RFC 3339 time; raises InvalidEvent."""
    if isinstance(text, str) and _RFC3339.match(text):
        try:
            time = datetime.fromisoformat(text.upper())
            return time if time.tzinfo is UTC else time.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise InvalidEvent(
        "not an RFC 3339 time with its zone, such as 2026-01-31T12:00:00Z", field="time"
    )


def _check(value: Any) -> int | None:
    """Check an envelope by CloudEvents 1.0, sections 3.1 and 4; return its position."""
    if type(value) is not dict and not isinstance(value, Mapping):
        raise InvalidEvent("an event is a JSON object")
    for name in _REQUIRED:
        if name not in value:
            raise InvalidEvent(f"{name} is missing", field=name)
    if value["specversion"] != "1.0":
        raise InvalidEvent('specversion must be "1.0"', field="specversion")
    for name in _STRINGS:
        item = value.get(name)
        if type(item) is not str or not 0 < len(item) <= MAX_NAME:
            _check_string(name, item)
    if not value.keys() <= _KNOWN:
        _check_extensions(value)
    if value.get("datacontenttype") not in (None, "application/json"):
        raise InvalidEvent("datacontenttype must be application/json", field="datacontenttype")
    trace = value.get("traceparent")
    if trace is not None and not (isinstance(trace, str) and _TRACEPARENT.match(trace)):
        raise InvalidEvent("not a W3C trace context", field="traceparent")
    return _check_position(value.get("position"))


def _check_extensions(value: Mapping[str, Any]) -> None:
    for name, item in value.items():
        if name in _KNOWN:
            continue
        if not _ATTRIBUTE.match(name):
            raise InvalidEvent(
                f"{name[:40]!r} is no attribute name (lower-case letters and digits)",
                field=name[:40],
            )
        if isinstance(item, float | list | dict):
            raise InvalidEvent(f"{name} must be a string, an integer or a boolean", field=name)


def _measure(value: Mapping[str, Any], text: str) -> None:
    """Refuse what is too large or too deep to be taken by everybody who will get it.

    Only a text that is given is measured: without one the event comes from the log, where it was
    measured on its way in, and written anew it may be longer.
    """
    if size_of(text) > MAX_EVENT_BYTES:
        raise InvalidEvent(f"the event is larger than {MAX_EVENT_BYTES} bytes")
    if text.count("[") + text.count("{") > MAX_DEPTH and depth_of(value) > MAX_DEPTH:
        raise InvalidEvent(f"the event is nested deeper than {MAX_DEPTH} levels", field="data")


def _check_string(name: str, item: object) -> None:
    if item is None and name not in _REQUIRED:
        return
    if not isinstance(item, str) or not item:
        raise InvalidEvent(f"{name} must be a string that is not empty", field=name)
    if len(item) > MAX_NAME:
        raise InvalidEvent(f"{name} is longer than {MAX_NAME} characters", field=name)


def _check_position(position: object) -> int | None:
    if position is None:
        return None
    if (
        isinstance(position, bool)
        or not isinstance(position, int)
        or not 0 < position <= MAX_POSITION
    ):
        raise InvalidEvent("position must be a positive integer", field="position")
    return position
