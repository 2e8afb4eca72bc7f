"""Posts and their comments, as one would write them down."""

from django.db import models


class Post(models.Model):
    """A post."""

    id = models.CharField(max_length=255, primary_key=True)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """A comment on it; `content` is null unless it is approved."""

    id = models.CharField(max_length=255, primary_key=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    content = models.TextField(null=True)
    status = models.CharField(max_length=8)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.id
