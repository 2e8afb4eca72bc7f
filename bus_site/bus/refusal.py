"""Why the bus does not take what was posted: the status, the reason, and the event at fault."""

from typing import Any


class Refused(Exception):
    """What was posted is not taken, none of it. `index` counts from 0 within what was posted."""

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        index: int | None = None,
        id: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.index = index
        self.id = id
        self.field = field

    def as_json(self) -> dict[str, Any]:
        """The body of the answer; `event` only where one event is at fault."""
        if self.index is None:
            return {"detail": self.reason}
        event: dict[str, Any] = {"index": self.index}
        if self.id is not None:
            event["id"] = self.id
        if self.field is not None:
            event["field"] = self.field
        return {"detail": self.reason, "event": event}
