"""The bus is down, or hangs, while people write: they notice nothing, and all of it arrives."""

import os
import signal

import pytest

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.system.harness import System

SHORT = 10.0
"""Seconds for which people wait: far more than an answer takes, and less than any wait for a bus
that hangs."""


@pytest.mark.parametrize("hangs", [False, True], ids=["killed", "hanging"])
def test_every_post_is_answered_while_the_bus_is_down_and_arrives_afterwards(
    system: System, hangs: bool
) -> None:
    blog = Blog(system, patience=SHORT)
    known = blog.post("Known before")
    blog.comment_when_known(known, GOOD)
    blog.wait_settled()

    if hangs:
        os.kill(system["bus"].pid, signal.SIGSTOP)
    else:
        system.kill("bus")
    for n in range(10):
        blog.post(f"While the bus is away {n}")
        blog.comment(known, GOOD if n % 2 else REJECTED)
    assert system.get("posts", "/status").json()["outbox"]["depth"] == 10
    assert system.get("query", "/posts").status_code == 200

    if hangs:
        os.kill(system["bus"].pid, signal.SIGCONT)
    else:
        system.start("bus")
    blog.wait_settled()
    assert system.get("posts", "/status").json()["outbox"]["depth"] == 0
