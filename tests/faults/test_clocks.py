"""Hosts whose clocks are an hour apart: the bus's, a producer's and a consumer's."""

from pathlib import Path

import pytest

from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.system.harness import SERVICES, System

HOUR = 3600
CLOCKS = str(Path(__file__).parent / "clocks")
SECRETS = {name: f"whsec_{name.ljust(40, 'x')}" for name in SERVICES}
CLIENTS = ",".join(f"{name}={name * 8}:{SECRETS[name]}" for name in SERVICES if name != "bus")


def host(name: str, ahead: int) -> dict[str, str]:
    """The environment of a service whose pushes are signed, on a host whose clock is wrong."""
    keys = {"EVENTBOX_BUS_TOKEN": name * 8, "EVENTBOX_WEBHOOK_SECRET": SECRETS[name]}
    return {"PYTHONPATH": CLOCKS, "CLOCK_AHEAD": str(ahead), **keys}


@pytest.mark.parametrize("apart", [HOUR, -HOUR])
def test_clocks_an_hour_apart_change_nothing(apart: int) -> None:
    own = {name: host(name, 0) for name in SERVICES}
    own["comments"] = host("comments", apart)
    own["query"] = host("query", -apart)
    own["bus"] = host("bus", 0) | {"BUS_CLIENTS": CLIENTS}
    with System(own=own) as system:
        system.start()
        blog = Blog(system)
        post = blog.post("At two times")
        for content in (GOOD, REJECTED, HELD):
            blog.comment_when_known(post, content)
        blog.wait_settled()
        system.restart("query")
        blog.comment(post, GOOD)
        blog.wait_settled()
        assert system["query"].environment["CLOCK_AHEAD"] == str(-apart)
        log = system.get("bus", "/events").json()
        assert len(log) == len({(event["source"], event["id"]) for event in log})
