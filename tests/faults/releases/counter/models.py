from django.db import models


class Count(models.Model):
    """One row for each time that an event was applied."""

    type = models.CharField(max_length=255)
    event_id = models.CharField(max_length=255)

    class Meta:
        app_label = "counter"


class Single(models.Model):
    """One row for each time that an event was delivered by itself."""

    event_id = models.CharField(max_length=255)

    class Meta:
        app_label = "counter"
