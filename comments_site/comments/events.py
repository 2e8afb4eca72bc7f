"""What the comments service emits. A comment's story begins here, and its end is told here.

Every event is in its post's order: `partition_key` is the post's id.
"""

from comments_site.comments.models import Comment
from eventbox import Event, Message
from eventbox.envelope import format_time


def comment_created(comment: Comment) -> Message:
    """CommentCreated: the whole comment, for moderation to judge."""
    return Message(
        "CommentCreated",
        {
            "id": comment.id,
            "postId": comment.post_id,
            "content": comment.content,
            "status": comment.status,
            "createdAt": format_time(comment.created_at),
        },
        subject=comment.id,
        partition_key=comment.post_id,
        correlation_id=comment.id,
    )


def comment_updated(comment: Comment, *, cause: Event) -> Message:
    """CommentUpdated: the whole comment as it now is; part of the story of its `cause`."""
    return Message(
        "CommentUpdated",
        {
            "id": comment.id,
            "postId": comment.post_id,
            "content": comment.content,
            "status": comment.status,
            "createdAt": format_time(comment.created_at),
            "version": comment.version,
        },
        subject=comment.id,
        partition_key=comment.post_id,
        cause=cause,
    )


def comment_deleted(*, id: str, post_id: str, cause: Event | None = None) -> Message:
    """CommentDeleted: part of the story of its `cause`, or of the comment's own without one."""
    return Message(
        "CommentDeleted",
        {"id": id, "postId": post_id},
        subject=id,
        partition_key=post_id,
        correlation_id=None if cause else id,
        cause=cause,
    )
