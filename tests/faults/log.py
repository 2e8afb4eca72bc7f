"""What tests ask of the log, wherever it is: what is in it, and whether everybody has all of it."""

from eventbox.transports.nats.messages import UNREADABLE
from tests.system.harness import SERVICES, System

SPEAKING = tuple(name for name in SERVICES if name != "bus")
Key = tuple[str, str]


def in_log(system: System) -> list[Key]:
    """Source and id of every event of the bus's log, in order, each of which is there once."""
    events = system.get("bus", "/events").json()
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    # An event that is in the stream twice is archived once, and once as what nobody can read.
    assert [event["data"] for event in events if event["type"] == UNREADABLE] == []
    keys = [(event["source"], event["id"]) for event in events]
    assert len(keys) == len(set(keys))
    return keys


def log_length(system: System) -> int:
    """The position at which the bus's log ends."""
    return int(system.get("bus", "/status").json()["head"]["position"])


def is_drained(system: System) -> bool:
    """Whether nothing waits to be relayed, and everybody has applied the whole log."""
    reports = [system.get(name, "/status").json() for name in SPEAKING]
    end = log_length(system)
    cursors = [report["cursor"]["position"] for report in reports if report["cursor"]]
    return cursors == [end] * 3 and not any(report["outbox"]["depth"] for report in reports)
