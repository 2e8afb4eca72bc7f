"""The settings of eventbox: the dict EVENTBOX in Django's settings, read once and checked.

| name | meaning | default |
| --- | --- | --- |
| SOURCE | the `source` of what this service publishes, such as "/posts" | needed |
| SUBSCRIPTION | the name under which the bus knows this consumer | SOURCE without slashes |
| HANDLERS | dotted path of the handler table | none: consumes nothing |
| SOURCES | whose each type is: its one source; a table or its dotted path | none: any source |
| BUS_URL | where the bus is | http://127.0.0.1:4005 |
| TRANSPORT_URL | NATS in the bus's place: nats://one:4222,nats://two:4222 | BUS_URL |
| SINK_URL | this service's `/events`, as the bus reaches it | runserver's own address |
| BUS_TOKEN | bearer token towards the bus | none |
| WEBHOOK_SECRET | what the bus signs with; two, parted by a space, during a change | none |
| REQUIRE_SIGNATURE | refuse unsigned pushes and events posted by hand | not DEBUG |
| RELAYS | how many relays share the outbox, by key; 1 to 64 | 1 |
| OUTBOX_KEEP | how long sent rows are kept, in seconds or a timedelta | 7 days |
| RESET | dotted path of a function that empties the projection, for `replay --reset` | none |
| WORKER | dotted path of the Worker that runserver starts | eventbox.pump.Pump |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from eventbox.errors import NotConfigured
from eventbox.handlers import HandlerTable
from eventbox.partitions import PARTITIONS
from eventbox.signing import check_secret

NAMES = {
    *("SOURCE", "SUBSCRIPTION", "HANDLERS", "SOURCES", "BUS_URL", "SINK_URL", "BUS_TOKEN"),
    *("WEBHOOK_SECRET", "REQUIRE_SIGNATURE", "OUTBOX_KEEP", "RESET", "WORKER"),
    *("TRANSPORT_URL", "RELAYS"),
}


@dataclass(frozen=True)
class Config:
    """EVENTBOX, checked, with its defaults filled in."""

    source: str
    subscription: str
    handlers: HandlerTable
    sources: Mapping[str, str]
    bus_url: str
    transport_url: str
    relays: int
    sink_url: str | None
    bus_token: str | None
    webhook_secrets: tuple[str, ...]
    require_signature: bool
    outbox_keep: timedelta
    reset: Callable[[], None] | None


@cache
def config() -> Config:
    """This project's configuration; raises NotConfigured, which names the setting at fault."""
    given = _given()
    source = given.get("SOURCE")
    if not isinstance(source, str) or not source:
        raise NotConfigured(
            'EVENTBOX["SOURCE"] is missing: the source of your events, such as "/posts"'
        )
    bus_url = _address(given.get("BUS_URL") or "http://127.0.0.1:4005", "BUS_URL").rstrip("/")
    secrets = str(given.get("WEBHOOK_SECRET") or "").split()
    handlers = _handlers(given.get("HANDLERS"))
    require_signature = bool(given.get("REQUIRE_SIGNATURE", not settings.DEBUG))
    return Config(
        source=source,
        subscription=str(given.get("SUBSCRIPTION") or source.strip("/").replace("/", "-")),
        handlers=handlers,
        sources=_sources(given.get("SOURCES"), handlers),
        bus_url=bus_url,
        transport_url=str(given.get("TRANSPORT_URL") or bus_url),
        relays=_relays(given.get("RELAYS", 1)),
        sink_url=_address(given.get("SINK_URL") or "", "SINK_URL") or None,
        bus_token=given.get("BUS_TOKEN") or None,
        webhook_secrets=tuple(check_secret(secret) for secret in secrets),
        require_signature=require_signature,
        outbox_keep=_duration(given.get("OUTBOX_KEEP", timedelta(days=7))),
        reset=_load(given["RESET"], "RESET") if given.get("RESET") else None,
    )


def worker_path() -> str:
    """The dotted path of the worker that runserver starts; the only setting that a bus needs."""
    return str(_given().get("WORKER") or "eventbox.pump.Pump")


def _given() -> Mapping[str, Any]:
    given = getattr(settings, "EVENTBOX", None)
    if not isinstance(given, Mapping):
        raise NotConfigured(
            'the Django setting EVENTBOX is missing: EVENTBOX = {"SOURCE": "/posts"}'
        )
    unknown = sorted(set(given) - NAMES)
    if unknown:
        raise NotConfigured(f"EVENTBOX has no setting {unknown[0]!r}; it knows {sorted(NAMES)}")
    return given


def _handlers(given: object) -> HandlerTable:
    table = _load(given, "HANDLERS") if isinstance(given, str) else given or {}
    if not isinstance(table, Mapping):
        raise NotConfigured(
            'EVENTBOX["HANDLERS"] is the dotted path of a table: {"OrderPlaced": on_order_placed}'
        )
    return HandlerTable(table)


def _sources(given: object, handlers: HandlerTable) -> Mapping[str, str]:
    table = _load(given, "SOURCES") if isinstance(given, str) else given or {}
    if not isinstance(table, Mapping) or not all(isinstance(s, str) for s in table.values()):
        raise NotConfigured(
            'EVENTBOX["SOURCES"] is a table of types and whose they are: {"OrderPlaced": "/shop"}'
        )
    unknown = sorted(set(table) - set(handlers.types))
    if unknown:
        raise NotConfigured(f'EVENTBOX["SOURCES"] names {unknown[0]!r}, which has no handler')
    return dict(table)


def _load(path: str, name: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        raise NotConfigured(f'EVENTBOX["{name}"] = {path!r} cannot be imported: {error}') from error


def _address(given: object, name: str) -> str:
    """A URL that may be told: it stands in errors, in the log and in `/status`."""
    address = str(given)
    if "@" in address.partition("://")[2].partition("/")[0]:
        raise NotConfigured(
            f'EVENTBOX["{name}"] has a user name or a password in it: a service proves who it is'
            " by BUS_TOKEN and WEBHOOK_SECRET alone"
        )
    return address


def _relays(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= PARTITIONS:
        raise NotConfigured(f'EVENTBOX["RELAYS"] is a number from 1 to {PARTITIONS}')
    return value


def _duration(value: object) -> timedelta:
    try:
        given = (
            value if isinstance(value, timedelta) else timedelta(seconds=float(cast(str, value)))
        )
    except (TypeError, ValueError, OverflowError):
        given = None
    if given is None or given < timedelta():
        raise NotConfigured('EVENTBOX["OUTBOX_KEEP"] is a number of seconds or a timedelta')
    return given


def _forget(*, setting: str, **_: object) -> None:
    if setting in ("EVENTBOX", "DEBUG"):
        config.cache_clear()


setting_changed.connect(_forget)
