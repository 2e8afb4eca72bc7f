"""Writing the projection: a window of events at a time, or emptying it."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from eventbox import Event
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
        _count_change()


def reset_projection() -> None:
    """Empty the projection, so that the log can be applied from its start."""
    with transaction.atomic():
        Comment.objects.all().delete()
        Post.objects.all().delete()
        Projection.objects.update_or_create(
            id=1, defaults={"epoch": uuid.uuid4(), "change": 0, "stamp": new_stamp()}
        )


def _count_change() -> None:
    now = Projection.objects.filter(id=1)
    if not now.update(change=F("change") + 1, stamp=new_stamp()):
        Projection.objects.create(id=1, change=1)


def _posts_of(facts: Sequence[Fact]) -> set[str]:
    return {fact.id if isinstance(fact, PostWritten | PostGone) else fact.post_id for fact in facts}


def _comments_of(facts: Sequence[Fact]) -> set[str]:
    return {fact.id for fact in facts if isinstance(fact, CommentWritten | CommentGone)}
