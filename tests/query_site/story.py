"""Events as posts and comments emit them, and the page as a reader gets it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.paging import Page
from eventbox import Event
from eventbox.envelope import format_time
from eventbox.testing import make_event
from query_site.query import selectors

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def told(seconds: float) -> str:
    """The time as the wire has it."""
    return format_time(at(seconds))


def post_created(id: str, *, title: str = "A title", seconds: float = 0) -> Event:
    return _event("PostCreated", id, id, {"id": id, "title": title}, seconds)


def post_deleted(id: str) -> Event:
    return make_event("PostDeleted", {"id": id}, partition_key=id)


def comment_created(
    id: str, post_id: str, *, content: str = "A comment", seconds: float = 0, **more: Any
) -> Event:
    data = {"id": id, "postId": post_id, "content": content, "status": "pending"} | more
    return _event("CommentCreated", id, post_id, data, seconds)


def comment_updated(
    id: str,
    post_id: str,
    *,
    status: str = "approved",
    version: int | None = 2,
    content: str = "A comment",
    seconds: float = 0,
) -> Event:
    data = {"id": id, "postId": post_id, "content": content, "status": status}
    if version is not None:
        data["version"] = version  # type: ignore[assignment]
    return _event("CommentUpdated", id, post_id, data, seconds)


def comment_deleted(id: str, post_id: str) -> Event:
    return make_event("CommentDeleted", {"id": id, "postId": post_id}, partition_key=post_id)


def page() -> list[dict[str, Any]]:
    """The first hundred posts."""
    shown: list[dict[str, Any]] = json.loads(selectors.posts(Page(100, None)).body)
    return shown


def comments_of(post_id: str) -> list[dict[str, Any]] | None:
    """The first hundred comments of a post, None where there is no such post."""
    reading = selectors.comments(post_id, Page(100, None))
    return None if reading is None else json.loads(reading.body)


def _event(type: str, subject: str, key: str, data: dict[str, Any], seconds: float) -> Event:
    return make_event(
        type,
        data | {"createdAt": told(seconds)},
        subject=subject,
        partition_key=key,
        time=at(seconds),
    )
