"""The history of a run in which all went well: one post, an approved and a held comment."""

import json
from collections.abc import Sequence
from typing import Any

from eventbox.envelope import parse_time
from query_site.query.ready import comment_line, post_json
from tools.chaos.evidence import Comment, Evidence, Logged, Published
from tools.chaos.ledger import Attempt

AT = "2026-01-01T00:00:00.000000Z"
GOOD, HELD = "Fine (1)", "Buy now (2)"
ATTEMPTS = [
    Attempt("Hello", "acked", "p"),
    Attempt(GOOD, "acked", "c1", "p", "approved"),
    Attempt(HELD, "unknown", None, "p", "pending"),
    Attempt("Never arrived (3)", "unknown", None, "p", "approved"),
    Attempt("Too early (4)", "refused", None, "p", "approved"),
]


def logged(
    position: int, source: str, id: str, type: str, data: dict[str, Any], cause: str | None = None
) -> Logged:
    """An event about `data["id"]`, with the post's key."""
    key = data.get("postId", data["id"])
    envelope = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": type,
        "subject": data["id"],
        "partitionkey": key,
        "data": data,
    }
    return Logged(position, source, id, type, data["id"], key, cause, json.dumps(envelope))


def comment(id: str, content: str, status: str = "pending", post: str = "p") -> dict[str, Any]:
    return {"id": id, "postId": post, "content": content, "status": status, "createdAt": AT}


LOG = [
    logged(1, "/posts", "e1", "PostCreated", {"id": "p", "title": "Hello", "createdAt": AT}),
    logged(2, "/comments", "e2", "CommentCreated", comment("c1", GOOD)),
    logged(3, "/comments", "e3", "CommentCreated", comment("c2", HELD)),
    logged(4, "/moderation", "e4", "CommentModerated", comment("c1", GOOD, "approved"), "e2"),
    logged(5, "/comments", "e5", "CommentUpdated", comment("c1", GOOD, "approved"), "e4"),
]


def outbox(source: str, log: Sequence[Logged] = LOG) -> list[Published]:
    return [
        Published(n, event.event_id, event.type, event.subject, event.key, event.cause)
        for n, event in enumerate(log, start=1)
        if event.source == source
    ]


def good_run() -> Evidence:
    """All that it has left behind."""
    at = parse_time(AT)
    newest = [
        comment_line(id="c2", content=None, status="pending", created_at=at),
        comment_line(id="c1", content=GOOD, status="approved", created_at=at),
    ]
    ready = post_json(id="p", title="Hello", created_at=at, comment_count=2, newest=newest)
    return Evidence(
        posts={"p": "Hello"},
        comments={
            "c1": Comment("p", GOOD, "approved", 2),
            "c2": Comment("p", HELD, "pending", 1),
        },
        known_posts={"p"},
        reviews={"c1": "approved", "c2": "held"},
        shown_posts={"p": 2},
        shown_ready={"p": ready},
        shown_comments={
            "c1": Comment("p", GOOD, "approved", 2),
            "c2": Comment("p", None, "pending", 1),
        },
        log=LOG,
        outboxes={source: outbox(source) for source in ("/posts", "/comments", "/moderation")},
    )
