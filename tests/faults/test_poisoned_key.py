"""A handler that always fails for one key: that key waits, in order, and everything else flows."""

from tests.faults.blog import GOOD, Blog
from tests.faults.engine import EngineSystem
from tests.faults.log import is_drained
from tests.system.harness import System, wait_until
from tests.system.poison import heal, poison


def test_a_poisoned_key_is_parked_in_order_and_redriven(engine: str) -> None:
    with EngineSystem(engine) as system:
        system.start()
        blog = Blog(system)
        poisoned, healthy = blog.post("Poisoned"), blog.post("Healthy")
        blog.comment_when_known(poisoned, GOOD)
        blog.wait_settled()
        poison(system.database("moderation"), "moderation_review", poisoned)
        waiting = [blog.comment(poisoned, GOOD) for _ in range(3)]
        flowing = blog.comment_when_known(healthy, GOOD)

        wait_until(
            lambda: blog.shown()[healthy][1].get(flowing) == ("approved", GOOD), "other keys flow"
        )
        wait_until(lambda: parked(system) == 3, "the key is parked, one behind the other")
        rows = system.database("moderation").read(
            "SELECT subject, attempts, error, traceback FROM eventbox_parkedevent ORDER BY id",
        )
        assert [row[0] for row in rows] == waiting
        assert rows[0][1] >= 1
        assert "poisoned" in rows[0][2]
        assert "Traceback" in rows[0][3]
        assert [row[1] for row in rows[1:]] == [0, 0]

        heal(system.database("moderation"), "moderation_review")
        blog.wait_settled()
        assert parked(system) == 0
        wait_until(lambda: is_drained(system), "the log has all of it")
        log = system.get("bus", "/events", params={"type": "CommentModerated"}).json()
        decided = [event["subject"] for event in log if event["subject"] in waiting]
        assert decided == waiting


def parked(system: System) -> int:
    return int(system.get("moderation", "/status").json()["parked"]["events"])
