"""The page by one request to query, beside the page that its reader puts together.

That one asks posts for the posts, and then comments for the comments of each, one after the other
over connections that are kept open. Of both ways 8 readers go at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.client import Client, UnexpectedAnswer
from bench.load import Request, Steps, put
from bench.page import COMMENTS, POSTS, write_page
from bench.rounds import Reading
from bench.row import Line, Row, Sides, on_both
from bench.stage import Stage
from bench.targets import AtLeast

READERS = 8
SECONDS, QUICK = 3.0, 1.5


@contextmanager
def sides(stage: Stage) -> Iterator[Sides]:
    """A page counts when all its requests are answered."""
    seconds = stage.pick(SECONDS, QUICK)
    page = write_page(stage)
    ports = stage.postbus.ports
    check_parts(ports, page)
    whole = [Request(ports["query"], "GET", "/posts")]
    parts = [
        Request(ports["posts"], "GET", "/posts"),
        *[Request(ports["comments"], "GET", comments_of(post)) for post in page],
    ]

    def pages(steps: Steps) -> Reading:
        load = put([steps] * READERS, seconds=seconds, expected=200)
        stage.generator.saw(load)
        return {"page": load.rate / len(steps)}

    yield Sides(lambda: pages(whole), lambda: pages(parts))


def comments_of(post: dict[str, Any]) -> str:
    """Where the post's comments are."""
    return f"/posts/{post['id']}/comments"


def check_parts(ports: dict[str, int], page: list[dict[str, Any]]) -> None:
    """Raise UnexpectedAnswer unless the two services have what stands in the page."""
    with Client(ports["posts"]) as posts, Client(ports["comments"]) as comments:
        for post, shown in zip(posts.get("/posts"), page, strict=True):
            found = [
                {name: value for name, value in comment.items() if name != "postId"}
                for comment in comments.get(comments_of(post))
            ]
            if (post["id"], found) != (shown["id"], shown["comments"]):
                raise UnexpectedAnswer(f"posts and comments differ from query's page at {post}")


ROW = Row(
    number=6,
    title=f"The page ({POSTS} × {COMMENTS}) by query",
    peer=f"posts + {POSTS} requests to comments",
    lines=(Line("page", f"pages, {READERS} readers", "/s", on_both(AtLeast(15))),),
    sides=sides,
)
