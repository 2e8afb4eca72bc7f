"""What the comments service owns: the comments; and which posts there are to comment on."""

from django.db import models
from django.utils import timezone

from eventbox.ids import uuid7

MAX_CONTENT = 2000
MAX_POST_ID = 255


def new_id() -> str:
    """A new comment's id: a UUIDv7 as the wire has it."""
    return str(uuid7())


class KnownPost(models.Model):
    """A post that can be commented on. Of the post itself its id is all that is known here.

    Whoever writes comments of a post locks its row, so that none is missed when the post goes.
    """

    id = models.CharField(max_length=MAX_POST_ID, primary_key=True)

    def __str__(self) -> str:
        return self.id


class Comment(models.Model):
    """One comment. `version` is 1 at first and grows by one with each event that tells of it.

    It belongs to the post of that id. No foreign key: Postgres would check one at the commit only.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.CharField(max_length=36, primary_key=True, default=new_id, editable=False)
    post_id = models.CharField(max_length=MAX_POST_ID)
    content = models.CharField(max_length=MAX_CONTENT)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["post_id", "-created_at", "-id"], name="comments_comment_newest"),
        ]

    def __str__(self) -> str:
        # Without its text: the admin keeps this in its history after the comment is gone.
        return f"{self.id} ({self.status})"

    @property
    def public_content(self) -> str | None:
        """The text as everybody may read it: none before the comment is approved."""
        return self.content if self.status == self.Status.APPROVED else None
