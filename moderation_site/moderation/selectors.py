"""Reading moderation's tables."""

from collections.abc import Collection
from typing import cast

from django.db.models import QuerySet

from moderation_site.moderation.models import Review, Rule
from moderation_site.moderation.verdict import Action, WordRule


def active_rules() -> list[WordRule]:
    """The rules that count, in the order in which they are tried."""
    rows = Rule.objects.filter(active=True).order_by("id").values_list("phrase", "action")
    return [WordRule(phrase, cast("Action", action)) for phrase, action in rows]


def review_queue() -> QuerySet[Review]:
    """The comments that wait for a person."""
    return Review.objects.filter(status=Review.Status.HELD)


def review_of(comment_id: str) -> Review | None:
    """What is known of one comment; None where it is unknown or deleted."""
    return Review.objects.filter(id=comment_id).first()


def posts_of_known(comment_ids: Collection[str]) -> dict[str, str]:
    """The ids of the posts of those comments that are known."""
    return dict(Review.objects.filter(id__in=comment_ids).values_list("id", "post_id"))
