"""What an operator does from the command line, to a system that runs."""

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.test_late_and_lost import HEARTBEAT, a_settled_blog
from tests.system.harness import System, wait_until

CONSUMERS = ("comments", "moderation", "query")
PRODUCERS = ("posts", "comments", "moderation")
LONG_AGO = "2000-01-01T00:00:00Z"


def test_a_replay_into_the_emptied_projection_gives_the_same_page(system: System) -> None:
    blog = a_settled_blog(system)
    before = blog.shown()
    said = system.manage("query", "replay", "--reset")
    assert "the bus sends all again" in said
    blog.wait_settled()
    assert blog.shown() == before


def test_status_on_the_command_line_is_the_one_of_the_endpoint(system: System) -> None:
    a_settled_blog(system)
    lines = system.manage("comments", "eventbox_status").splitlines()
    assert "source: /comments" in lines
    assert "  depth: 0" in lines


def test_a_bus_restored_from_an_older_copy_stops_its_consumers_until_they_adopt_it() -> None:
    with System(environment=HEARTBEAT) as system:
        system.start()
        blog = Blog(system)
        post = blog.post("Before the backup")
        blog.comment_when_known(post, GOOD)
        blog.wait_settled()
        system.stop("bus")
        backup = system.database("bus").copy()
        kept = len(blog.comments)
        system.start("bus")
        blog.comment(post, GOOD)
        blog.comment(post, REJECTED)
        blog.wait_settled()

        system.stop("bus")
        system.database("bus").restore(backup)
        system.start("bus")
        restored = system.get("bus", "/status").json()["head"]["position"]
        assert restored == 1 + 3 * kept

        wait_until(lambda: all_stopped(system), "every consumer has stopped, and says why")
        blog.comment(post, GOOD)
        for name in CONSUMERS:
            said = system.manage(name, "adopt_log", "--after", str(restored))
            assert "adopted" in said
        for name in PRODUCERS:
            system.manage(name, "eventbox_resend", "--since", LONG_AGO)
        blog.wait_settled()
        ids = [(event["source"], event["id"]) for event in system.get("bus", "/events").json()]
        assert len(ids) == len(set(ids)) == 1 + 3 * len(blog.comments)


def all_stopped(system: System) -> bool:
    subscriptions = system.get("bus", "/subscriptions").json()
    return all(one["state"] == "stopped" and one["lastError"] for one in subscriptions)
