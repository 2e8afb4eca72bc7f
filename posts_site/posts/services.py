"""Everything that changes a post; each change and the event that tells of it are one transaction.

The API and the admin come through here, so that no post comes or goes without its event.
"""

from collections.abc import Iterable

from django.db import transaction

from eventbox import publish_many
from posts_site.posts.events import post_created, post_deleted
from posts_site.posts.models import Post


def create_post(*, title: str) -> Post:
    """Write a post, and tell of it. `title` is trimmed, of 1 to 200 characters."""
    with transaction.atomic():
        post = Post.objects.create(title=title)
        publish_many([post_created(post)])
    return post


def delete_posts(*, ids: Iterable[str]) -> int:
    """Delete these posts and tell of each, all or none; the answer is how many there were.

    A post that somebody else deletes at the same time is told of once: by who deleted the row.
    """
    with transaction.atomic():
        gone = [id for id in sorted(ids) if Post.objects.filter(id=id).delete()[0]]
        publish_many([post_deleted(id) for id in gone])
    return len(gone)
