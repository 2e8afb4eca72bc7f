"""The bus is down while people write: they notice nothing, and all of it arrives afterwards."""

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.system.harness import System


def test_every_post_is_answered_while_the_bus_is_down_and_arrives_afterwards(
    system: System,
) -> None:
    blog = Blog(system)
    known = blog.post("Known before")
    blog.comment_when_known(known, GOOD)
    blog.wait_settled()

    system.kill("bus")
    for n in range(10):
        blog.post(f"While the bus is down {n}")
        blog.comment(known, GOOD if n % 2 else REJECTED)
    assert system.get("posts", "/status").json()["outbox"]["depth"] == 10
    assert system.get("query", "/posts").status_code == 200

    system.start("bus")
    blog.wait_settled()
    assert system.get("posts", "/status").json()["outbox"]["depth"] == 0
