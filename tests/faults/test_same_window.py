"""The same window delivered eight times at once, to a real service: one effect.

Over HTTP, where it is pushed. From NATS a pump takes it itself; tests/eventbox/test_puller.py has
eight of them.
"""

import threading
from typing import Any

from tests.faults.blog import GOOD, Blog
from tests.faults.engine import EngineSystem, only_http
from tests.system.harness import System, wait_until

COMMENTS = 5


@only_http
def test_eight_deliveries_of_one_window_have_one_effect(engine: str) -> None:
    with EngineSystem(engine) as system:
        system.start("bus", "posts", "comments")
        blog = Blog(system)
        post = blog.post("Hello")
        for _ in range(COMMENTS):
            blog.comment_when_known(post, GOOD)
        events = wait_until(lambda: whole_log(system), "all that was written is in the log")
        system.stop("bus")
        system.start("moderation")
        types = system.get("moderation", "/events").json()["types"]
        window = {
            "log": "a log of the test",
            "subscription": "moderation",
            "after": 0,
            "afterId": None,
            "upto": events[-1]["position"],
            "uptoId": events[-1]["id"],
            "types": types,
            "events": [event for event in events if event["type"] in types],
        }
        start = threading.Barrier(8)
        answers: list[int] = []

        def deliver() -> None:
            start.wait(10)
            answers.append(system.post("moderation", "/events", window).status_code)

        threads = [threading.Thread(target=deliver) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(answers) == [200, *[409] * 7]
        assert system.get("moderation", "/status").json()["outbox"]["depth"] == COMMENTS


def whole_log(system: System) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = system.get("bus", "/events").json()
    return events if len(events) == 1 + COMMENTS else []
