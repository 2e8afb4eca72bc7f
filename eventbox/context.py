"""What the running code is part of: set by whoever starts the work, read by publish and by logs."""

from contextvars import ContextVar

correlation_id: ContextVar[str | None] = ContextVar("eventbox_correlation_id", default=None)
traceparent: ContextVar[str | None] = ContextVar("eventbox_traceparent", default=None)
