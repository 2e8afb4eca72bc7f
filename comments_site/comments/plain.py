"""A comment as a program writes it, read without a serializer; serializers.py says what is good."""

from functools import partial
from typing import Any

from chassis.shortcut import Answer, Write
from comments_site.comments.errors import UnknownPost
from comments_site.comments.models import MAX_CONTENT, Comment
from comments_site.comments.services import create_comment


def read_comment(value: Any, *, post_id: str) -> Write | None:
    """The writing of a comment that has one text, as it should be; None for everything else."""
    match value:
        case {"comment": str(text), **rest} | {"content": str(text), **rest} if not rest:
            text = text.strip()
            return partial(_write, post_id, text) if 0 < len(text) <= MAX_CONTENT else None
    return None


def _write(post_id: str, text: str) -> Answer:
    try:
        return 201, _written(create_comment(post_id=post_id, content=text))
    except UnknownPost as error:
        return 404, {"detail": str(error)}


def _written(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "postId": comment.post_id,
        "content": comment.content,
        "status": comment.status,
        "createdAt": comment.created_at.isoformat().replace("+00:00", "Z"),
    }
