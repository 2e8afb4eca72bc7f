"""What the bus's API takes and answers besides events, which it passes on as they are."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from rest_framework import serializers

from bus_site.bus import conf
from bus_site.bus.lag import lag, lag_seconds
from bus_site.bus.models import Head, Subscription
from bus_site.bus.sinks import ForbiddenSink, Sinks
from chassis.fields import StrictCharField
from eventbox.envelope import MAX_POSITION

_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f]")


class PositionField(serializers.IntegerField):
    """A position in the log or 0. A JSON integer only, where DRF takes "5" and 5.0 as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_POSITION, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """The integer; anything else is invalid."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class KnownFieldsOnly(serializers.Serializer[Any]):
    """Refuses fields that it does not know: a misspelt one must not go without effect."""

    def to_internal_value(self, data: Any) -> Any:
        """The values; raises ValidationError that names unknown fields."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                known = ", ".join(self.fields)
                reason = [f"There is no such field; known are {known}."]
                raise serializers.ValidationError({str(name)[:100]: reason for name in unknown})
        return super().to_internal_value(data)


class SubscriptionInput(KnownFieldsOnly):
    """The body of PUT. Without `types` a new subscription gets all, an old one keeps its own.

    Only who pulls from NATS may do without a `sink`.
    """

    sink = StrictCharField(max_length=2000, trim_whitespace=False, required=False)
    types = serializers.ListField(
        child=StrictCharField(max_length=255, trim_whitespace=False),
        required=False,
        max_length=100,
    )
    mode = serializers.ChoiceField(choices=Subscription.Mode.choices, required=False)
    after = PositionField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """There is a place to push to, where it is to be pushed."""
        if "sink" not in attrs and attrs.get("mode") != Subscription.Mode.PULL:
            raise serializers.ValidationError({"sink": ["This field is required."]})
        return attrs

    def validate_sink(self, sink: str) -> str:
        """An http(s) URL with a host, without credentials, which would show in every listing."""
        try:
            url = urlsplit(sink)
            good = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        except ValueError:  # a port that is no number, brackets that don't close
            good = False
        if not good or _BLANK_OR_CONTROL.search(sink):
            raise serializers.ValidationError("This must be an http or https URL with a host.")
        if "@" in url.netloc:
            raise serializers.ValidationError("Leave out user and password: pushes are signed.")
        self._check_addresses(url)
        return sink

    @staticmethod
    def _check_addresses(url: SplitResult) -> None:
        """Say so now where the delivery, which checks at each connection, would refuse it.

        A name that leads nowhere is no reason: it may do so when something is to be delivered.
        """
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            Sinks(conf.sinks_private()).addresses(str(url.hostname), port)
        except ForbiddenSink as error:
            raise serializers.ValidationError(str(error)) from error
        except (OSError, UnicodeError):
            return


class RewindInput(KnownFieldsOnly):
    """The body of rewind: deliver again what comes after this position."""

    after = PositionField()


class NoInput(KnownFieldsOnly):
    """The body of a call that needs none."""


class SubscriptionOutput(serializers.Serializer[Subscription]):
    """A subscription as the API shows it; `lag` in positions of the log."""

    name = serializers.CharField()
    sink = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField())
    mode = serializers.ChoiceField(choices=Subscription.Mode.choices)
    state = serializers.ChoiceField(choices=Subscription.State.choices)
    position = serializers.IntegerField()
    lag = serializers.SerializerMethodField()
    lagSeconds = serializers.SerializerMethodField()
    lastError = serializers.CharField(source="last_error", allow_blank=True)
    lastSuccessAt = serializers.DateTimeField(source="last_success_at", allow_null=True)

    def get_lag(self, row: Subscription) -> int:
        return lag(row, self._head)

    def get_lagSeconds(self, row: Subscription) -> float:
        return lag_seconds(row, self._head)

    @property
    def _head(self) -> Head:
        head: Head = self.context["head"]
        return head


class HeadOutput(serializers.Serializer[Any]):
    """The end of the log; the id is null while the log is empty."""

    position = serializers.IntegerField()
    id = serializers.CharField(allow_null=True)


class StatusLine(serializers.Serializer[Any]):
    """A subscription as the status shows it."""

    name = serializers.CharField()
    mode = serializers.ChoiceField(choices=Subscription.Mode.choices)
    state = serializers.ChoiceField(choices=Subscription.State.choices)
    position = serializers.IntegerField()
    lag = serializers.IntegerField()
    lagSeconds = serializers.FloatField()


class StreamOutput(serializers.Serializer[Any]):
    """The NATS stream that the log is in, and why it is not archived, where it is not."""

    name = serializers.CharField()
    trouble = serializers.CharField(allow_null=True)


class StatusOutput(serializers.Serializer[Any]):
    """The bus at a glance; `log` names the log that `head` is the end of."""

    log = serializers.CharField()
    head = HeadOutput()
    stream = StreamOutput(allow_null=True)
    delivery = serializers.ChoiceField(choices=["running", "stopped", "idle"])
    subscriptions = StatusLine(many=True)


class BareEvent(serializers.Serializer[Any]):
    """An event as it is typed by hand; the bus adds the rest of the envelope."""

    type = serializers.CharField(initial="NoteTaken")
    data = serializers.JSONField(initial={"id": "n1", "text": "Hello"})  # type: ignore[assignment]


class AppendedEvent(serializers.Serializer[Any]):
    """Where an event is in the log."""

    id = serializers.CharField()
    position = serializers.IntegerField()


class AppendOutput(serializers.Serializer[Any]):
    """The answer of POST /events, in the order sent."""

    status = serializers.CharField(default="OK")
    events = AppendedEvent(many=True)


class PositionOutput(serializers.Serializer[Any]):
    """Which event is at a position."""

    position = serializers.IntegerField()
    id = serializers.CharField()


class TraceReceipt(serializers.Serializer[Any]):
    """When a consumer confirmed an event. `delayMs` counts from the event's arrival in the log."""

    subscription = serializers.CharField()
    at = serializers.DateTimeField()
    delayMs = serializers.IntegerField()


class TraceStep(serializers.Serializer[Any]):
    """One event of a trace. `delayMs` counts from its cause's arrival in the log."""

    position = serializers.IntegerField()
    id = serializers.CharField()
    type = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF has an attribute so named
    subject = serializers.CharField(allow_null=True)
    time = serializers.DateTimeField(allow_null=True)
    appendedAt = serializers.DateTimeField()
    causationid = serializers.CharField(allow_null=True)
    delayMs = serializers.IntegerField(allow_null=True)
    receivedBy = TraceReceipt(many=True)
