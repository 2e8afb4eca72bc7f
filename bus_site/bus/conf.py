"""The bus's own settings, typed, with the defaults of those that a project need not name.

| setting | meaning | default |
| --- | --- | --- |
| BUS_CLIENTS | the clients by name; those in the admin come on top | none |
| EVENT_SOURCES | whose each type is: the source that alone publishes it | none |
| TRACE_OPEN | whether anybody may ask for the path of an event, and who has it | no |
| TRANSPORT_URL | the NATS servers that the log is at, where it is not here | none |
| NATS_REPLICAS | how many copies NATS keeps of the log: 1, 3 or 5 | 1 |
| SINKS_PRIVATE | the networks that are no public ones and may yet be pushed to | none |
| DELIVERY_HEARTBEAT | seconds without exchange after which an empty window is sent | 20 |
| DELIVERY_HOLD | seconds for which a window that only moves the cursor waits for company | 1 |
| DELIVERY_CONNECT_TIMEOUT | seconds until a consumer must have taken the connection | 3 |
| DELIVERY_TIMEOUT | seconds until its whole answer must be there | 30 |
| DELIVERY_BACKOFF_CAP | the longest wait between two tries, in seconds | 15 |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from django.conf import settings

from bus_site.bus.clients import Client
from bus_site.bus.sinks import Network

MAX_WINDOW_EVENTS = 500
MAX_WINDOW_BYTES = 1024 * 1024


T = TypeVar("T")


@dataclass(frozen=True)
class DeliverySettings:
    """How the bus delivers; times in seconds, sizes in bytes of the events' texts."""

    heartbeat: float = 20.0
    hold: float = 1.0
    connect_timeout: float = 3.0
    timeout: float = 30.0
    backoff_base: float = 0.2
    backoff_cap: float = 15.0
    max_events: int = MAX_WINDOW_EVENTS
    max_bytes: int = MAX_WINDOW_BYTES
    sinks_private: Sequence[Network] = ()


def clients() -> Mapping[str, Client]:
    """The clients that the setting names; `registry.clients` are all."""
    none: Mapping[str, Client] = {}
    return _setting("BUS_CLIENTS", none)


def event_sources() -> Mapping[str, str]:
    """The owners of types: the source of each."""
    none: Mapping[str, str] = {}
    return _setting("EVENT_SOURCES", none)


def trace_open() -> bool:
    """Whether `/trace` answers anybody."""
    return _setting("TRACE_OPEN", False)


def transport_url() -> str:
    """Where NATS is; empty where the log is in the bus's own database."""
    return _setting("TRANSPORT_URL", "")


def nats_replicas() -> int:
    """How many copies NATS keeps of the log."""
    return _setting("NATS_REPLICAS", 1)


def sinks_private() -> Sequence[Network]:
    """The networks besides the public ones that pushes may go to."""
    none: Sequence[Network] = ()
    return _setting("SINKS_PRIVATE", none)


def delivery_settings() -> DeliverySettings:
    """The project's settings for the delivery."""
    usual = DeliverySettings()
    return DeliverySettings(
        heartbeat=_setting("DELIVERY_HEARTBEAT", usual.heartbeat),
        hold=_setting("DELIVERY_HOLD", usual.hold),
        connect_timeout=_setting("DELIVERY_CONNECT_TIMEOUT", usual.connect_timeout),
        timeout=_setting("DELIVERY_TIMEOUT", usual.timeout),
        backoff_cap=_setting("DELIVERY_BACKOFF_CAP", usual.backoff_cap),
        sinks_private=sinks_private(),
    )


def _setting(name: str, default: T) -> T:
    return cast(T, getattr(settings, name, default))
