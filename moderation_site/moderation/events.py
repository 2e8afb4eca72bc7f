"""What moderation emits: CommentModerated, once for each comment that is decided."""

from eventbox import Event, Message
from moderation_site.moderation.models import Review


def comment_moderated(review: Review, *, cause: Event | None = None) -> Message:
    """The event that tells of a decision.

    `cause` is the event that is being handled, where the rules decided; a person's decision, hours
    or days later, names that event as its cause too, from what was kept of it.
    """
    data = {
        "id": review.id,
        "postId": review.post_id,
        "status": review.status,
        "content": review.content,
    }
    if review.reason:
        data["reason"] = review.reason
    return Message(
        "CommentModerated",
        data,
        subject=review.id,
        partition_key=review.post_id,
        correlation_id=review.correlation_id,
        cause=cause,
        causation_id=review.event_id,
    )
