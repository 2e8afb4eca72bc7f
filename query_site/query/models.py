"""The projection: all that a page shows, kept ready to be read. It can be rebuilt from the log.

A deleted post or comment leaves its id behind, so that a late event cannot bring it back.
"""

import uuid

from django.db import models

ID = 255


def new_stamp() -> str:
    """32 hexadecimal digits that were never drawn before."""
    return uuid.uuid4().hex


class Post(models.Model):
    """One post and, in `ready`, its JSON as the page shows it: with its newest ten comments.

    `awaited`: comments came, the post itself did not yet. Only `live` posts are shown.
    """

    class State(models.TextChoices):
        AWAITED = "awaited"
        LIVE = "live"
        DELETED = "deleted"

    id = models.CharField(max_length=ID, primary_key=True)
    state = models.CharField(max_length=7, choices=State)
    title = models.TextField()
    created_at = models.DateTimeField()
    comment_count = models.PositiveIntegerField()
    ready = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="query_post_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.id


class Comment(models.Model):
    """One comment at its newest version. `content` is null unless the comment is approved.

    It belongs to the post of that id, whether or not the post is known yet: no foreign key.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    post_id = models.CharField(max_length=ID)
    version = models.BigIntegerField()
    status = models.CharField(max_length=8)
    content = models.TextField(null=True)
    created_at = models.DateTimeField()
    deleted = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=True) | models.Q(status="approved"),
                name="query_content_only_if_approved",
            )
        ]
        indexes = [
            models.Index(fields=["post_id", "-created_at", "-id"], name="query_comment_newest"),
        ]

    def __str__(self) -> str:
        return self.id


class Projection(models.Model):
    """One row: which state of the projection this is.

    `epoch` is new after each reset, `change` counts the transactions that changed something since,
    and `stamp` is drawn anew by each of them: a database that was restored from an older copy
    counts the same numbers again with other content, but never draws the same stamps.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.UUIDField(default=uuid.uuid4)
    change = models.BigIntegerField(default=0)
    stamp = models.CharField(max_length=32, default=new_stamp)

    def __str__(self) -> str:
        return f"{self.epoch} at {self.change}"


class Change(models.Model):
    """What one transaction changed: the ids, never a text.

    Written within that transaction, under the number and the stamp that it gave to the projection,
    so that whoever saw one state can be told what became of it. The oldest are forgotten.
    """

    number = models.BigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=32)
    touched = models.TextField(null=True)
    """JSON `{"posts": [id, ...], "comments": [id, ...]}`; null where they were too many to list."""

    def __str__(self) -> str:
        return f"{self.number}-{self.stamp}"
