"""Reading moderation's tables."""

from collections.abc import Collection

from django.db.models import QuerySet

from eventbox.statements import places, run
from moderation_site.moderation.models import Review
from moderation_site.moderation.verdict import WordRule


def active_rules() -> list[WordRule]:
    """The rules that count, in the order in which they are tried."""
    rows = run("SELECT phrase, action FROM moderation_rule WHERE active ORDER BY id")
    return [WordRule(phrase, action) for phrase, action in rows]


def review_queue() -> QuerySet[Review]:
    """The comments that wait for a person."""
    return Review.objects.filter(status=Review.Status.HELD)


def review_of(comment_id: str) -> Review | None:
    """What is known of one comment; None where it is unknown or deleted."""
    return Review.objects.filter(id=comment_id).first()


def posts_of_known(comment_ids: Collection[str]) -> dict[str, str]:
    """The ids of the posts of those comments that are known."""
    ids = [*comment_ids]
    statement = f"SELECT id, post_id FROM moderation_review WHERE id IN ({places(ids)})"  # noqa: S608
    return dict(run(statement, ids)) if ids else {}
