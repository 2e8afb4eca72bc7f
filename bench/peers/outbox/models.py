"""What the consumer stores."""

from django.db import models


class Item(models.Model):
    """One event's content."""

    id = models.CharField(max_length=36, primary_key=True)
    title = models.CharField(max_length=200)
