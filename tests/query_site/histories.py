"""Histories as posts and comments can really tell them, and what a page then has to show."""

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from eventbox import Event
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    post_created,
    post_deleted,
)

POSTS = ("p0", "p1")
COMMENTS = tuple(f"c{n:02}" for n in range(36))
STATUSES = ("pending", "approved", "rejected")

Step = tuple[str, int, int]
"""What happens, to which comment (odd numbers are the second post's), and when."""

steps = st.lists(
    st.tuples(
        st.sampled_from(["comment"] * 5 + ["update"] * 3 + ["delete"] * 2 + ["delete post"]),
        st.integers(0, len(COMMENTS) - 1),
        st.integers(0, 5),
    ),
    min_size=20,
    max_size=70,
)


def history(steps: Sequence[Step]) -> list[Event]:
    """The steps as events, without those that cannot happen.

    The first post begins with more comments than the page shows.
    """
    versions: dict[str, tuple[int, int]] = {}
    gone: set[str] = set()
    events = [post_created(id, seconds=n) for n, id in enumerate(POSTS)]
    steps = [*(("comment", n, n % 6) for n in range(0, 24, 2)), *steps]
    for number, (kind, which, seconds) in enumerate(steps):
        post, comment = POSTS[which % 2], COMMENTS[which]
        if post in gone or comment in gone:
            continue
        if kind == "delete post" and number > 40:
            gone.add(post)
            events.append(post_deleted(post))
        elif kind == "comment" and comment not in versions:
            versions[comment] = (1, seconds)
            events.append(comment_created(comment, post, seconds=seconds))
        elif kind == "update" and comment in versions:
            version, written = versions[comment]
            versions[comment] = (version + 1, written)
            events.append(
                comment_updated(
                    comment,
                    post,
                    version=version + 1,
                    status=STATUSES[seconds % 3],
                    content=f"text {number}",
                    seconds=written,
                )
            )
        elif kind == "delete" and comment in versions:
            gone.add(comment)
            events.append(comment_deleted(comment, post))
    return events


def shown_after(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The page after events that are all in order: the plainest way to say what is right."""
    posts: dict[str, dict[str, Any]] = {}
    comments: dict[str, dict[str, dict[str, Any]]] = {id: {} for id in POSTS}
    for event in events:
        data = event.data
        match event.type:
            case "PostCreated":
                posts[data["id"]] = data
            case "PostDeleted":
                del posts[data["id"]]
            case "CommentDeleted":
                del comments[data["postId"]][data["id"]]
            case _:
                comments[data["postId"]][data["id"]] = data
    return [
        {
            **post,
            "commentCount": len(comments[post["id"]]),
            "comments": [_line(data) for data in _newest_first(comments[post["id"]].values())][:10],
        }
        for post in _newest_first(posts.values())
    ]


def _newest_first(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["createdAt"], row["id"]), reverse=True)


def _line(data: dict[str, Any]) -> dict[str, Any]:
    content = data["content"] if data["status"] == "approved" else None
    names = ("id", "status", "createdAt")
    return {"content": content, **{name: data[name] for name in names}}


def redelivered(events: Sequence[Event], random: Random) -> list[Event]:
    """In order per post, but mixed between the posts, and with stretches that come again."""
    queues = [[event for event in events if event.key == post] for post in POSTS]
    delivered: list[Event] = []
    while any(queues):
        queue = random.choice([queue for queue in queues if queue])
        delivered.append(queue.pop(0))
        if random.random() < 0.1:  # as after a lost answer: from an earlier place on
            delivered.extend(delivered[-random.randrange(1, 12) :])
    return delivered


def shuffled(events: Sequence[Event], random: Random) -> list[Event]:
    """In no order at all, some of them twice."""
    delivered = [*events, *random.choices(events, k=len(events) // 3)]
    random.shuffle(delivered)
    return delivered


def windows(events: Sequence[Event], random: Random) -> list[Sequence[Event]]:
    """Cut anywhere."""
    cuts = sorted(random.choices(range(len(events) + 1), k=random.randrange(6)))
    return [events[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)]
