"""The errors of eventbox: one small family, each with a message that tells what to do."""


class EventboxError(Exception):
    """Every error that eventbox raises on purpose is one of these."""


class InvalidEvent(EventboxError):
    """An event, or the JSON around it, is not what the contract asks for.

    `field` names the member at fault (such as "data" or "time") where there is one.
    """

    def __init__(self, reason: str, *, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NoTransaction(EventboxError):
    """publish() was called where no database transaction is open."""


class DuplicateEvent(EventboxError):
    """One handler call published two events that would get the same derived id."""


class InvalidSignature(EventboxError):
    """The Standard Webhooks headers are missing, malformed, too old or do not match."""


class NotConfigured(EventboxError):
    """A setting that is needed is missing or wrong."""


class NotReplayable(EventboxError):
    """Events may not go through these handlers again."""


class BusError(EventboxError):
    """The bus did not take or give what it was asked; worth another try later."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class EventRefused(BusError):
    """The bus read what was sent and refuses it as it stands (400, 403, 409, 413).

    `event_id` is the id of the event at fault, where the bus names one.
    """

    def __init__(self, reason: str, *, event_id: str | None = None) -> None:
        super().__init__(reason)
        self.event_id = event_id
