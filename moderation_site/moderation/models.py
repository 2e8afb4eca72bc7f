"""What moderation keeps: its rules, and its copy of each comment with what was decided of it."""

from django.core.exceptions import ValidationError
from django.db import models

from moderation_site.moderation.verdict import words_of

ID = 255


class Rule(models.Model):
    """A word or a phrase, and what becomes of comments in which it stands."""

    class Action(models.TextChoices):
        REJECT = "reject", "reject the comment"
        HOLD = "hold", "hold it until a person decides"

    phrase = models.CharField(
        max_length=200,
        unique=True,
        help_text="One word or several, whole, in any case, any space between.",
    )
    action = models.CharField(max_length=6, choices=Action, default=Action.REJECT)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["phrase"]

    def __str__(self) -> str:
        return f"{self.action} “{self.phrase}”"

    def clean(self) -> None:
        """A rule has something that can be looked for."""
        if not words_of(self.phrase):
            raise ValidationError({"phrase": "There is nothing in this that could be seen."})


class Review(models.Model):
    """Moderation's copy of a comment, and what was decided: by the rules at once, or by a person.

    `id` is the comment's. It is decided once; `decided_by` is empty where the rules did it.
    `event_id` and `correlation_id` are those of the event that brought the comment.
    """

    class Status(models.TextChoices):
        HELD = "held"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.CharField(max_length=ID, primary_key=True)
    post_id = models.CharField(max_length=ID, db_index=True)
    content = models.TextField()
    created_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    event_id = models.CharField(max_length=ID)
    correlation_id = models.CharField(max_length=ID)

    class Meta:
        indexes = [
            models.Index(fields=["status", "-created_at", "-id"], name="moderation_review_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"
