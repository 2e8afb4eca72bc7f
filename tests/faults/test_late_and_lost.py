"""A service that is new, lost its database, or got an old one back, catches up by itself."""

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.engine import EngineSystem, only_http, with_each
from tests.faults.log import is_drained, log_length
from tests.system.harness import System, wait_until

HEARTBEAT = {"DELIVERY_HEARTBEAT": "2"}


def test_query_and_moderation_created_after_all_the_events_catch_up(engine: str) -> None:
    with EngineSystem(engine) as system:
        system.start("bus", "posts", "comments")
        blog = Blog(system)
        posts = [blog.post(f"Post {n}") for n in range(5)]
        for n in range(30):
            blog.comment_when_known(posts[n % 5], GOOD if n % 3 else REJECTED)
        system.start("query", "moderation")
        blog.wait_settled()


def test_a_deleted_query_database_is_rebuilt_by_starting_the_service(system: System) -> None:
    blog = a_settled_blog(system)
    system.stop("query")
    system.database("query").empty()
    system.start("query")
    blog.wait_settled()


@with_each("name", http=["query", "moderation"], nats=["moderation"])
def test_a_database_restored_from_an_older_copy_catches_up_while_nobody_posts(
    engine: str, name: str
) -> None:
    with EngineSystem(engine, environment=HEARTBEAT) as system:
        system.start()
        blog = Blog(system)
        post = blog.post("Before the copy")
        blog.comment_when_known(post, GOOD)
        blog.wait_settled()
        system.stop(name)
        copy = system.database(name).copy()
        system.start(name)
        later = blog.post("After the copy")
        blog.comment_when_known(later, REJECTED)
        blog.wait_settled()
        wait_until(lambda: is_drained(system), "the log has all of it")
        before = log_length(system)

        system.database(name).restore(copy)

        blog.wait_settled()
        assert log_length(system) == before


@only_http
def test_the_heartbeat_alone_finds_an_older_database(engine: str) -> None:
    """Of the bus, where it pushes: from NATS a pump reads by itself, and finds it by looking."""
    with EngineSystem(engine, environment=HEARTBEAT) as system:
        system.start()
        blog = a_settled_blog(system)
        system.stop("query")
        copy = system.database("query").copy()
        # From here on no pump tells the bus where query's cursor stands.
        system["query"].command.append("--no-worker")
        system.start("query")
        blog.post("After the copy")
        blog.wait_settled()

        system.database("query").restore(copy)

        blog.wait_settled()


def test_a_second_query_service_under_its_own_name_shows_the_same(system: System) -> None:
    blog = a_settled_blog(system)
    system.add_service("second", site="query", environment={"SUBSCRIPTION": "query-2"})
    port = system["second"].port
    system["second"].environment["QUERY_PORT"] = str(port)
    system.start("second")
    blog.wait_settled("second")
    compared = system.manage("query", "compare_projection", "--with", system.database("second").url)
    assert "same" in compared


def a_settled_blog(system: System) -> Blog:
    blog = Blog(system)
    for n in range(3):
        post = blog.post(f"Post {n}")
        blog.comment_when_known(post, GOOD)
        blog.comment(post, REJECTED)
    blog.wait_settled()
    return blog
