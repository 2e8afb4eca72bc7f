from django.db import models


class Entry(models.Model):
    """What a handler noted: one row for each time that an event was applied."""

    event_id = models.CharField(max_length=255)
    text = models.TextField()
    about = models.ForeignKey("self", null=True, on_delete=models.CASCADE, db_constraint=True)
