"""The blog with its log in NATS: one server, and the five services that speak to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.system.harness import SERVICES, System
from tools.nats import NatsServer

SPEAKING = tuple(name for name in SERVICES if name != "bus")
VARIABLE = "EVENTBOX_TRANSPORT_URL"


@contextmanager
def system_on_nats() -> Iterator[tuple[System, NatsServer]]:
    """The services, not started yet, and the running server."""
    with NatsServer() as server, System(environment={VARIABLE: server.url}) as system:
        yield system, server


def in_log(system: System) -> list[tuple[str, str]]:
    """Source and id of every event of the bus's log, in order; the positions are 1, 2, 3 …"""
    events = system.get("bus", "/events").json()
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    return [(event["source"], event["id"]) for event in events]


def is_drained(system: System) -> bool:
    """Whether nothing waits to be relayed, and everybody has applied the whole log."""
    reports = [system.get(name, "/status").json() for name in SPEAKING]
    end = system.get("bus", "/status").json()["head"]["position"]
    behind = [
        end - report["cursor"]["position"] for report in reports if report["cursor"] is not None
    ]
    return not any(report["outbox"]["depth"] for report in reports) and not any(behind)
