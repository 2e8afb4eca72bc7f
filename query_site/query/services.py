"""Writing the projection: a window of events at a time, or emptying it."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from eventbox import Event
from eventbox.wakeup import notify
from query_site.query import changes
from query_site.query.facts import CommentGone, CommentWritten, Fact, PostGone, PostWritten, read
from query_site.query.fold import Fold
from query_site.query.models import Comment, Post, Projection, new_stamp
from query_site.query.rows import load_comments, load_posts, store


def apply_events(events: Sequence[Event]) -> None:
    """Fold events into the projection, within the transaction of whoever applies them.

    Each post that they touch is read once and written once, however many of them are its own.
    Events that were applied before change nothing. Raises InvalidEvent for one that cannot be read.
    """
    facts = [read(event) for event in events]
    fold = Fold(load_posts(_posts_of(facts)), load_comments(_comments_of(facts)))
    for fact in facts:
        fold.apply(fact)
    if fold.changed_posts:
        store(fold)
        changes.record(
            posts={row.id for row in fold.changed_posts},
            comments={row.id for row in fold.changed_comments},
        )
        transaction.on_commit(_ring)


def reset_projection() -> None:
    """Empty the projection, so that the log can be applied from its start."""
    with transaction.atomic():
        Comment.objects.all().delete()
        Post.objects.all().delete()
        stamp = new_stamp()
        Projection.objects.update_or_create(
            id=1, defaults={"epoch": uuid.uuid4(), "change": 0, "stamp": stamp}
        )
        changes.start_anew(stamp)
        transaction.on_commit(_ring)


def _ring() -> None:
    notify(changes.CHANNEL)


def _posts_of(facts: Sequence[Fact]) -> set[str]:
    return {fact.id if isinstance(fact, PostWritten | PostGone) else fact.post_id for fact in facts}


def _comments_of(facts: Sequence[Fact]) -> set[str]:
    return {fact.id for fact in facts if isinstance(fact, CommentWritten | CommentGone)}
