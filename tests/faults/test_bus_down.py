"""The log is down, or hangs, while people write: they notice nothing, and all of it arrives."""

import pytest

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.engine import NATS, EngineSystem, only_nats, with_each
from tests.faults.log import SPEAKING, in_log, is_drained
from tests.system.harness import wait_until

SHORT = 10.0
"""Seconds for which people wait: far more than an answer takes, and less than any wait for a log
that hangs."""


@pytest.mark.parametrize("hangs", [False, True], ids=["killed", "hanging"])
@with_each("victim", http=["bus"], nats=["nats"])
def test_every_post_is_answered_while_the_bus_is_down_and_arrives_afterwards(
    system: EngineSystem, victim: str, hangs: bool
) -> None:
    blog = Blog(system, patience=SHORT)
    known = blog.post("Known before")
    blog.comment_when_known(known, GOOD)
    blog.wait_settled()

    away(system, victim, hangs)
    for n in range(10):
        blog.post(f"While the log is away {n}")
        blog.comment(known, GOOD if n % 2 else REJECTED)
    assert system.get("posts", "/status").json()["outbox"]["depth"] == 10
    assert system.get("query", "/posts").status_code == 200
    assert all(system.get(name, "/readyz").ok for name in SPEAKING)
    if victim == NATS:
        refused = system.post("bus", "/events", {"type": "Noted", "data": {}})
        assert refused.status_code == 503, refused.text

    back(system, victim, hangs)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "nothing waits any more")


@only_nats
@pytest.mark.parametrize("hangs", [False, True], ids=["killed", "hanging"])
def test_with_the_log_in_nats_events_flow_while_the_bus_is_down(
    system: EngineSystem, hangs: bool
) -> None:
    blog = Blog(system, patience=SHORT)
    known = blog.post("Known before")
    blog.comment_when_known(known, GOOD)
    blog.wait_settled()
    wait_until(lambda: is_drained(system), "nothing is new to the log any more")

    away(system, "bus", hangs)
    system.restart("moderation")  # which would first of all tell the bus that it is there
    for n in range(10):
        blog.comment(known, GOOD if n % 2 else REJECTED)
    blog.wait_settled(seconds=2 * SHORT)

    back(system, "bus", hangs)
    wait_until(lambda: is_drained(system), "the bus has archived what came meanwhile")
    assert in_log(system)


def away(system: EngineSystem, name: str, hangs: bool) -> None:
    if hangs:
        system.part(name).pause()
    else:
        system.part(name).kill()


def back(system: EngineSystem, name: str, hangs: bool) -> None:
    if hangs:
        system.part(name).resume()
    else:
        system.start_again(name)
