"""The chassis's one table: how often something was done in the current stretch of time."""

from django.db import models


class Tally(models.Model):
    """Who did it, what and when is in `key`, hashed; `until` is when it means nothing any more."""

    key = models.CharField(max_length=64, primary_key=True)
    hits = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.hits} until {self.until}"
