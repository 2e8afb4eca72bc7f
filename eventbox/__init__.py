"""eventbox: reliable events between Django services, with nothing but their databases.

Every event is written with the change that it tells of, reaches the log at least once and in order,
and has its effects in each consumer's database exactly once, in order per key.
"""

from eventbox.envelope import Event
from eventbox.handlers import BatchHandler, Handler
from eventbox.publishing import Message, publish, publish_many

__all__ = ["BatchHandler", "Event", "Handler", "Message", "publish", "publish_many"]
