"""What the running code is part of: set by whoever starts the work, read by publish and by logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

correlation_id: ContextVar[str | None] = ContextVar("eventbox_correlation_id", default=None)
traceparent: ContextVar[str | None] = ContextVar("eventbox_traceparent", default=None)


@contextmanager
def correlated(id: str | None) -> Iterator[None]:
    """While this lasts, what is done and logged belongs to the correlation id `id`."""
    token = correlation_id.set(id)
    try:
        yield
    finally:
        correlation_id.reset(token)


def go_on_under(id: str) -> None:
    """What is done and logged from here on belongs to `id`; nothing where it belonged to no one."""
    if correlation_id.get() is not None:
        correlation_id.set(id)
