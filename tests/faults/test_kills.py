"""Each of the five services is killed in mid-flow and started again: the end is as without.

So is the NATS server, where the log is there.
"""

import threading

from tests.faults.blog import GOOD, REJECTED, Blog
from tests.faults.engine import NATS, EngineSystem, with_each
from tests.faults.log import in_log, is_drained
from tests.system.harness import SERVICES, wait_until

COMMENTS = 60


@with_each("victim", http=SERVICES, nats=(*SERVICES, NATS))
def test_a_service_killed_in_mid_flow_loses_nothing(system: EngineSystem, victim: str) -> None:
    blog = Blog(system)
    posts = [blog.post(f"Post {n}") for n in range(3)]
    for post in posts:
        blog.comment_when_known(post, GOOD)

    half = threading.Event()

    def write() -> None:
        for n in range(COMMENTS):
            if n == COMMENTS // 2:
                half.set()
            blog.comment_when_known(posts[n % 3], GOOD if n % 2 else REJECTED)
            if n % 4 == 0:
                blog.post_in_the_end(f"Meanwhile {n}")

    writer = threading.Thread(target=write)
    writer.start()
    assert half.wait(60)
    system.part(victim).kill()
    system.start_again(victim)
    writer.join(120)
    assert not writer.is_alive()
    assert len(blog.comments) == len(posts) + COMMENTS

    blog.wait_settled()
    wait_until(lambda: is_drained(system), "every outbox is empty and every consumer has caught up")
    assert in_log(system)
