"""A comment as a program writes it, read without a serializer; serializers.py says what is good."""

from comments_site.comments.models import MAX_CONTENT, Comment
from eventbox.envelope import parse_json
from eventbox.errors import InvalidEvent
from eventbox.strict_json import dump_json


def read_text(body: bytes) -> str | None:
    """The text of a body that has one, as it should be; None for everything else."""
    try:
        value = parse_json(body)
    except InvalidEvent:
        return None
    match value:
        case {"comment": str(text), **rest} | {"content": str(text), **rest} if not rest:
            text = text.strip()
            return text if 0 < len(text) <= MAX_CONTENT else None
    return None


def written(comment: Comment) -> bytes:
    """What its author gets back, as JSON."""
    return dump_json(
        {
            "id": comment.id,
            "postId": comment.post_id,
            "content": comment.content,
            "status": comment.status,
            "createdAt": comment.created_at.isoformat().replace("+00:00", "Z"),
        }
    ).encode()
