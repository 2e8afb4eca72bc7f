"""A person's decision on a comment that the rules have held."""

from typing import Final, Literal

from django.db import transaction
from django.utils import timezone

from eventbox import publish_many
from moderation_site.moderation.errors import AlreadyDecided, UnknownReview
from moderation_site.moderation.events import comment_moderated
from moderation_site.moderation.models import Review
from moderation_site.moderation.selectors import review_of

Decision = Literal["approve", "reject"]

OUTCOME: Final[dict[Decision, Review.Status]] = {
    "approve": Review.Status.APPROVED,
    "reject": Review.Status.REJECTED,
}


def decide_review(*, comment_id: str, decision: Decision, reason: str, by: str) -> Review:
    """Decide a comment that is held, and tell of it. `by` is the reviewer's name.

    Raises UnknownReview, and AlreadyDecided where a rule or another reviewer has decided: of
    several at the same time exactly one does.
    """
    with transaction.atomic():
        won = Review.objects.filter(id=comment_id, status=Review.Status.HELD).update(
            status=OUTCOME[decision], reason=reason, decided_by=by, decided_at=timezone.now()
        )
        review = review_of(comment_id)
        if review is None:
            raise UnknownReview(comment_id)
        if not won:
            raise AlreadyDecided(review)
        publish_many([comment_moderated(review)])
    return review
