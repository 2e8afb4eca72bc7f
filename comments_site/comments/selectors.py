"""Reading comments, and which posts are known."""

from django.db.models import QuerySet

from comments_site.comments.errors import UnknownPost
from comments_site.comments.models import Comment, KnownPost


def comments_of(post_id: str) -> QuerySet[Comment]:
    """The comments of a post; raises UnknownPost."""
    if not post_is_known(post_id):
        raise UnknownPost(post_id)
    return Comment.objects.filter(post_id=post_id)


def post_is_known(post_id: str) -> bool:
    """Whether the post can be commented on, as far as this service has heard."""
    return KnownPost.objects.filter(id=post_id).exists()
