"""What an operator does from the command line, to a system that runs."""

from tests.faults.log import is_drained
from tests.faults.test_late_and_lost import a_settled_blog
from tests.system.harness import System, wait_until


def test_a_replay_into_the_emptied_projection_gives_the_same_page(system: System) -> None:
    blog = a_settled_blog(system)
    before = blog.shown()
    said = system.manage("query", "replay", "--reset")
    assert "all comes again" in said
    blog.wait_settled()
    assert blog.shown() == before


def test_status_on_the_command_line_is_the_one_of_the_endpoint(system: System) -> None:
    a_settled_blog(system)
    wait_until(lambda: is_drained(system), "all of it is marked as sent")
    lines = system.manage("comments", "eventbox_status").splitlines()
    assert "source: /comments" in lines
    assert "  depth: 0" in lines
