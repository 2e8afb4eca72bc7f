"""A model like those of the services: UUID, time of making, text."""

import uuid

from django.db import models
from django.utils import timezone


class Note(models.Model):
    """Something that can be listed newest first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    created_at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "notes"
        indexes = [models.Index(fields=["-created_at", "-id"], name="notes_newest")]
