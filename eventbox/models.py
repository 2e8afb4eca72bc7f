"""What eventbox keeps in a service's own database: outbox, cursor, parked events, two aids."""

from django.db import models
from django.db.models.functions import Now

NAME = 255


class OutboxEvent(models.Model):
    """An event to be sent, or sent. Its envelope goes to the log byte for byte.

    Unsent rows never expire. A row that the bus refuses is parked; later rows of its key wait.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=NAME, unique=True)
    type = models.CharField(max_length=NAME)
    subject = models.CharField(max_length=NAME, blank=True)
    key = models.CharField(max_length=NAME)
    envelope = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "outbox event"
        indexes = [
            models.Index(
                fields=["id"], name="eventbox_unsent", condition=models.Q(sent_at__isnull=True)
            ),
            models.Index(
                fields=["key"], name="eventbox_refused", condition=models.Q(parked_at__isnull=False)
            ),
            models.Index(fields=["sent_at"], name="eventbox_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Cursor(models.Model):
    """How far this service has applied the log: the truth, moved in the effects' transaction.

    `passed_over` counts the events on the way that were not from the owner of their type.
    """

    subscription = models.CharField(max_length=NAME, unique=True)
    log = models.CharField(max_length=NAME)
    position = models.BigIntegerField(default=0)
    event_id = models.CharField(max_length=NAME, null=True, blank=True)
    types = models.JSONField(default=list)
    head = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    stopped = models.TextField(blank=True, default="")
    passed_over = models.PositiveBigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.subscription} at {self.position}"


class ParkedEvent(models.Model):
    """An event whose handler failed, or that queues behind one of its key. Order: by id."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.CharField(max_length=NAME)
    key = models.CharField(max_length=NAME)
    position = models.BigIntegerField(null=True, blank=True)
    event_id = models.CharField(max_length=NAME)
    type = models.CharField(max_length=NAME)
    subject = models.CharField(max_length=NAME, blank=True)
    envelope = models.TextField()
    parked_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    traceback = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "parked event"
        indexes = [models.Index(fields=["subscription", "key", "id"], name="eventbox_parked_key")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Backfill(models.Model):
    """How far the history of a type that is new to this service has been applied."""

    subscription = models.CharField(max_length=NAME)
    type = models.CharField(max_length=NAME)
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "type"], name="eventbox_one_backfill")
        ]

    def __str__(self) -> str:
        return f"{self.type} up to {self.position}"


class RelayLease(models.Model):
    """One row: which relay is the active one, and what went wrong last."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    lease_owner = models.CharField(max_length=NAME, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.lease_owner or "nobody"
