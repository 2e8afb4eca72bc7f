"""The bus's tables: the log of all events, its head, who is sent and has what, and who may call.

The log is append-only and its positions are dense: 1, 2, 3 … up to the head's.
"""

from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.functions import Now

from bus_site.bus.clients import Client, reads_of
from eventbox.ids import uuid7
from eventbox.statements import change, run


def new_log_id() -> str:
    """The name of a new log; consumers keep it beside their cursor."""
    return str(uuid7())


class Head(models.Model):
    """The end of the log, in one row. Whoever appends holds this row's lock until it commits.

    `stream` is the NATS stream in which the log goes on, where it does: then only what is there
    comes here, and `trouble` says why it does not.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    log = models.CharField(max_length=36, default=new_log_id)
    position = models.PositiveBigIntegerField(default=0)
    event_id = models.CharField(max_length=255, default="", blank=True)
    stream = models.CharField(max_length=255, default="", db_default="", blank=True)
    trouble = models.TextField(default="", db_default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="bus_one_head")]

    def __str__(self) -> str:
        return f"{self.log} at {self.position}"

    @classmethod
    def current(cls) -> "Head":
        """The head as it is now; an empty database begins a log of its own."""
        return cls.objects.get_or_create(pk=cls.ONLY)[0]

    @classmethod
    def locked(cls) -> "Head":
        """The head, locked until the transaction ends. SQLite's IMMEDIATE has locked it already."""
        names = [field.attname for field in cls._meta.concrete_fields]
        lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
        statement = f"SELECT {', '.join(names)} FROM bus_head WHERE id = %s{lock}"  # noqa: S608
        rows = run(statement, [cls.ONLY])
        if rows:
            return cls.from_db(DEFAULT_DB_ALIAS, names, rows[0])
        return cls.objects.select_for_update().get_or_create(pk=cls.ONLY)[0]

    @classmethod
    def move(cls, position: int, event_id: str) -> None:
        """Say that the log ends there; for whoever holds the lock."""
        statement = "UPDATE bus_head SET position = %s, event_id = %s WHERE id = %s"
        change(statement, [position, event_id, cls.ONLY])


class LoggedEvent(models.Model):
    """One event of the log. `envelope` is what was sent, byte for byte; the rest makes it findable.

    `size` is the envelope's length in bytes, so that a page can be bounded before it is read.
    """

    position = models.PositiveBigIntegerField(primary_key=True)
    size = models.PositiveIntegerField()
    source = models.CharField(max_length=255)
    event_id = models.CharField("id", max_length=255)
    type = models.CharField(max_length=255)
    subject = models.CharField(max_length=255, null=True)
    partition_key = models.CharField(max_length=255, null=True)
    correlation_id = models.CharField(max_length=255, null=True)
    causation_id = models.CharField(max_length=255, null=True)
    time = models.DateTimeField(null=True)
    appended_at = models.DateTimeField(db_default=Now(), editable=False)
    envelope = models.TextField()

    class Meta:
        verbose_name = "event"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["event_id", "source"], name="bus_event_once"),
        ]
        indexes = [
            models.Index(fields=["type", "position"], name="bus_event_type"),
            models.Index(fields=["source", "position"], name="bus_event_source"),
            models.Index(fields=["subject", "position"], name="bus_event_subject"),
            models.Index(fields=["correlation_id", "position"], name="bus_event_correlation"),
            models.Index(fields=["causation_id", "position"], name="bus_event_causation"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.type} {self.event_id}"


class Subscription(models.Model):
    """One consumer: where to push, which types, how far it is.

    In window mode `position` is a cache of the consumer's own cursor; in json mode it is the truth.
    In pull mode the consumer fetches from NATS and only tells how far it is.
    `revision` changes with every change from outside, so that what a delivery in flight
    comes back with is not written over it.
    """

    class Mode(models.TextChoices):
        WINDOW = "window"
        JSON = "json"
        PULL = "pull"

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused", "paused by an operator"
        GONE = "gone", "gone: the consumer answered 410"
        STOPPED = "stopped", "stopped until settled"

    name = models.CharField(max_length=100, primary_key=True)
    sink = models.CharField(max_length=2000)
    types: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.WINDOW)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    position = models.PositiveBigIntegerField(default=0)
    revision = models.UUIDField(default=uuid4, editable=False)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)
    last_success_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=100, default="", blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """A consumer's confirmation: when it had the events of `types` with after < position <= upto.

    Those of one subscription don't overlap. `types` empty means all, as in the subscription.
    """

    pk = models.CompositePrimaryKey("subscription", "upto")
    subscription = models.CharField(max_length=100)
    after = models.PositiveBigIntegerField()
    upto = models.PositiveBigIntegerField()
    types: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subscription} up to {self.upto}"

    def tells_of(self, event: LoggedEvent) -> bool:
        """Whether that event was among what was confirmed."""
        within = self.after < event.position <= self.upto
        return within and (not self.types or event.type in self.types)


class ClientRecord(models.Model):
    """A client that is kept here: it counts instead of the one that BUS_CLIENTS names so.

    Of its tokens there are only hashes. Its webhook secrets are readable: the bus signs with them.
    Both lists begin with the newest; without a token the client is revoked.
    """

    name = models.CharField(max_length=100, primary_key=True)
    token_hashes: "models.JSONField[list[str], list[str]]" = models.JSONField(
        default=list, blank=True
    )
    secrets: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    reads: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "client"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def as_client(self) -> Client:
        """What it may do."""
        return Client(
            self.name, tuple(self.token_hashes), tuple(self.secrets), reads_of(self.reads)
        )
