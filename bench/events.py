"""Events in great number, as services publish them: the text of their envelopes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any

from bench.blog import TEXT
from eventbox.envelope import format_time, new_envelope
from eventbox.ids import uuid7

COMMENTS = 10
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def history(number: int) -> list[str]:
    """So many events of a blog that query takes: posts, each with ten comments and verdicts."""
    return list(islice(_posts(), number))


def new_posts(number: int) -> list[str]:
    """So many PostCreated, which the posts service alone may publish."""
    return [_post(str(uuid7()), _time(minute)) for minute in range(number)]


def _posts() -> Iterator[str]:
    for minute in count():
        post, time = str(uuid7()), _time(minute)
        yield _post(post, time)
        for comment in [str(uuid7()) for _ in range(COMMENTS)]:
            data = {"id": comment, "postId": post, "content": TEXT, "createdAt": time}
            yield _event("CommentCreated", post, data | {"status": "pending"})
            yield _event("CommentUpdated", post, data | {"status": "approved", "version": 2})


def _post(id: str, time: str) -> str:
    data = {"id": id, "title": "Bread, one loaf", "createdAt": time}
    return _event("PostCreated", id, data)


def _event(type: str, post: str, data: dict[str, Any]) -> str:
    source = "/posts" if type.startswith("Post") else "/comments"
    return new_envelope(
        source=source,
        type=type,
        data=data,
        subject=data["id"],
        partition_key=post,
        correlation_id=data["id"],
    ).text


def _time(minute: int) -> str:
    return format_time(BEGINNING + timedelta(minutes=minute))
