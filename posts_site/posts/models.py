"""What the posts service owns: the posts."""

from django.db import models
from django.utils import timezone

from eventbox.ids import uuid7

MAX_TITLE = 200


def new_id() -> str:
    """A new post's id: a UUIDv7 as the wire has it."""
    return str(uuid7())


class Post(models.Model):
    """One post. It is written once: nobody changes a title, as no event would tell of it."""

    id = models.CharField(max_length=36, primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=MAX_TITLE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="posts_post_newest")]

    def __str__(self) -> str:
        return self.title
