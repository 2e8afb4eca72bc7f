"""What can be wrong with a person's decision."""

from moderation_site.moderation.models import Review


class ModerationError(Exception):
    """Every error that moderation raises on purpose is one of these."""


class UnknownReview(ModerationError):
    """There is no such comment here: it never was, or it was deleted."""

    def __init__(self, comment_id: str) -> None:
        super().__init__("There is no such comment: it never was here, or it has been deleted.")
        self.comment_id = comment_id


class AlreadyDecided(ModerationError):
    """Somebody else, or a rule, was faster; what was decided stands."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"This comment is {review.status} already; what was decided stands.")
        self.review = review
