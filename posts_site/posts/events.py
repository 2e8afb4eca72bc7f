"""What the posts service emits: a post came, a post went. Each begins or ends that post's story."""

from eventbox import Message
from eventbox.envelope import format_time
from posts_site.posts.models import Post


def post_created(post: Post) -> Message:
    """PostCreated: the whole post."""
    return Message(
        "PostCreated",
        {"id": post.id, "title": post.title, "createdAt": format_time(post.created_at)},
        subject=post.id,
        partition_key=post.id,
        correlation_id=post.id,
    )


def post_deleted(id: str) -> Message:
    """PostDeleted: nothing of the post but its id."""
    return Message("PostDeleted", {"id": id}, subject=id, partition_key=id, correlation_id=id)
