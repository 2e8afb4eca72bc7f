"""A small blog around the comments service: posts that it has heard of, comments, events."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections
from django.test import Client

from comments_site.comments.models import Comment, KnownPost
from comments_site.comments.services import create_comment
from eventbox import Event
from eventbox.testing import make_event, published

POST = "6d0f3a1c"
PATH = f"/posts/{POST}/comments"

Result = TypeVar("Result")


def know(*ids: str) -> None:
    """The service has heard of these posts."""
    KnownPost.objects.bulk_create(KnownPost(id=id) for id in ids)


def a_comment(content: str = "A good one", *, post_id: str = POST) -> Comment:
    """A comment on a post that becomes known where it wasn't."""
    KnownPost.objects.get_or_create(id=post_id)
    return create_comment(post_id=post_id, content=content)


def send(
    api: Client, body: bytes | str, path: str = PATH, content_type: str = "application/json"
) -> tuple[int, Any]:
    """POST exactly this body; the status and the JSON that comes back."""
    response = api.generic("POST", path, body, content_type)
    return response.status_code, response.json()


def comment(api: Client, text: str, path: str = PATH) -> tuple[int, Any]:
    """POST a comment with this text."""
    return send(api, json.dumps({"comment": text}), path)


def post_created(id: str = POST) -> Event:
    return make_event("PostCreated", {"id": id, "title": "A"}, partition_key=id, correlation_id=id)


def post_deleted(id: str = POST) -> Event:
    return make_event("PostDeleted", {"id": id}, partition_key=id, correlation_id=id)


def moderated(comment: Comment, status: str, **data: Any) -> Event:
    """CommentModerated, in the comment's own story."""
    return make_event(
        "CommentModerated",
        {"id": comment.id, "postId": comment.post_id, "status": status, "content": "?", **data},
        subject=comment.id,
        partition_key=comment.post_id,
        correlation_id=comment.id,
    )


def emitted(type: str) -> list[Event]:
    return [event for event in published() if event.type == type]


def all_at_once(calls: Iterable[Callable[[], Result]]) -> list[Future[Result]]:
    """Each call in a thread and with a database connection of its own, all of them done."""

    def run(call: Callable[[], Result]) -> Result:
        try:
            return call()
        finally:
            connections.close_all()

    calls = list(calls)
    with ThreadPoolExecutor(len(calls)) as threads:
        return [threads.submit(run, call) for call in calls]
