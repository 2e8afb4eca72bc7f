"""Hosts whose clocks are an hour apart: the bus's, a producer's and a consumer's."""

from pathlib import Path

from tests.faults.blog import GOOD, HELD, REJECTED, Blog
from tests.faults.engine import EngineSystem, with_each
from tests.faults.log import in_log
from tests.system.harness import SERVICES

HOUR = 3600
CLOCKS = str(Path(__file__).parent / "clocks")
SECRETS = {name: f"whsec_{name.ljust(40, 'x')}" for name in SERVICES}
CLIENTS = ",".join(f"{name}={name * 8}:{SECRETS[name]}" for name in SERVICES if name != "bus")


def host(name: str, ahead: int) -> dict[str, str]:
    """The environment of a service whose pushes are signed, on a host whose clock is wrong."""
    keys = {"EVENTBOX_BUS_TOKEN": name * 8, "EVENTBOX_WEBHOOK_SECRET": SECRETS[name]}
    return {"PYTHONPATH": CLOCKS, "CLOCK_AHEAD": str(ahead), **keys}


@with_each("apart", http=[HOUR, -HOUR], nats=[HOUR])
def test_clocks_an_hour_apart_change_nothing(engine: str, apart: int) -> None:
    own = {name: host(name, 0) for name in SERVICES}
    own["comments"] = host("comments", apart)
    own["query"] = host("query", -apart)
    own["bus"] = host("bus", 0) | {"BUS_CLIENTS": CLIENTS}
    with EngineSystem(engine, own=own) as system:
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
        assert in_log(system)
