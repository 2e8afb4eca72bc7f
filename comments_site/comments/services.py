"""Comments come and go; each change and the events that tell of it are one transaction.

The API, the admin and the handlers come through here, so that none does so without its event.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from chassis.throttles import admitted
from comments_site.comments.arrival import announce_post, wait_for_post
from comments_site.comments.errors import UnknownPost
from comments_site.comments.events import comment_created, comment_deleted
from comments_site.comments.models import MAX_POST_ID, Comment, KnownPost
from comments_site.comments.selectors import post_is_known
from eventbox import Event, context, publish_many
from eventbox.inserting import insert
from eventbox.statements import places, run


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A comment that somebody wants to write; `client` is whom to count it for."""

    post_id: str
    content: str
    client: str


def create_comment(*, post_id: str, content: str) -> Comment:
    """Write a comment, pending, and tell of it. `content` is trimmed, of 1 to 2,000 characters.

    A post that is unknown is waited for, so call it outside any transaction. Raises UnknownPost.
    """
    comment = Comment(post_id=post_id, content=content)
    if not _write(comment):
        if len(post_id) > MAX_POST_ID or not wait_for_post(partial(post_is_known, post_id)):
            raise UnknownPost(post_id)
        if not _write(comment):
            raise UnknownPost(post_id)
    context.go_on_under(comment.id)
    return comment


def create_together(wanted: Sequence[Wanted]) -> list[Comment | None]:
    """Write these as `create_comment` does, all or none, without waiting for anything.

    None is for one that is not to be written just so: its post is unknown, or its client has
    written too often.
    """
    with transaction.atomic():
        known = _lock_posts({one.post_id for one in wanted})
        welcome = [one for one in wanted if one.post_id in known]
        clients = admitted([one.client for one in welcome])
        comments = {
            one: Comment(post_id=one.post_id, content=one.content)
            for one, may in zip(welcome, clients, strict=True)
            if may
        }
        _store([*comments.values()])
    return [comments.get(one) for one in wanted]


def delete_comments(*, ids: Iterable[str]) -> int:
    """Delete these comments and tell of each, all or none; the answer is how many there were.

    A comment that somebody else deletes at the same time is told of once: by who was first.
    """
    gone = []
    with transaction.atomic():
        for id in sorted(ids):
            comment = Comment.objects.select_for_update().filter(id=id).first()
            if comment is not None:
                gone.append(comment_deleted(id=comment.id, post_id=comment.post_id))
                comment.delete()
        publish_many(gone)
    return len(gone)


def know_post(*, post_id: str) -> None:
    """Take comments on this post from now on."""
    with transaction.atomic():
        KnownPost.objects.bulk_create([KnownPost(id=post_id)], ignore_conflicts=True)
        transaction.on_commit(announce_post)


def forget_post(*, post_id: str, told_by: Event) -> None:
    """Take no more comments on this post, delete those that it has, and tell of each."""
    with transaction.atomic():
        # First, as this waits for those who are writing comments on it, and refuses the next.
        KnownPost.objects.filter(id=post_id).delete()
        comments = Comment.objects.filter(post_id=post_id)
        ids = list(comments.select_for_update().order_by("id").values_list("id", flat=True))
        comments.delete()
        publish_many([comment_deleted(id=id, post_id=post_id, cause=told_by) for id in ids])


def _write(comment: Comment) -> bool:
    """Write it, and tell of it; False where its post is not known."""
    with transaction.atomic():
        known = bool(_lock_posts([comment.post_id]))
        if known:
            _store([comment])
    return known


def _store(comments: Sequence[Comment]) -> None:
    insert(comments)
    publish_many([comment_created(comment) for comment in comments])


def _lock_posts(ids: Collection[str]) -> set[str]:
    """Keep these posts from going until the transaction ends; the answer is which there are."""
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    statement = f"SELECT id FROM comments_knownpost WHERE id IN ({places(ids)}) ORDER BY id{lock}"  # noqa: S608
    return {id for (id,) in run(statement, [*ids])}
