"""What tests of moderation begin with: comments on their way in, and what was told of them."""

from typing import Any

from eventbox import Event
from eventbox.testing import make_event, published

CREATED = "2026-03-02T12:00:00.123456Z"


def comment_created(id: str, content: str = "Thank you", *, post: str = "p", **more: Any) -> Event:
    data = {"id": id, "postId": post, "content": content, "status": "pending", "createdAt": CREATED}
    fields = {"subject": id, "partition_key": post, "correlation_id": id, "source": "/comments"}
    return make_event("CommentCreated", data, **(fields | more))


def comment_deleted(id: str, *, post: str = "p") -> Event:
    return make_event("CommentDeleted", {"id": id, "postId": post}, partition_key=post)


def post_deleted(id: str = "p") -> Event:
    return make_event("PostDeleted", {"id": id}, partition_key=id)


def decisions() -> list[tuple[str, str]]:
    """The comments of all CommentModerated, with their status, in the order of the outbox."""
    events = published()
    assert {event.type for event in events} <= {"CommentModerated"}
    return [(event.data["id"], event.data["status"]) for event in events]
