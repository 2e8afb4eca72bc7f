"""Logs on standard error: readable by default, one JSON object a line with LOG_FORMAT=json.

Every line says which service wrote it and, where a request or an event is being handled, its
correlation id. Of an exception a line has the traceback and never the message, which may quote what
nobody may read.
"""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from chassis import environment
from eventbox.context import correlation_id
from eventbox.redaction import trace

# No line tells of threads, processes or where in the code it was written: the manual's own advice
# (https://docs.python.org/3/howto/logging.html#optimization) on what then need not be looked up.
logging._srcfile = None
logging.logThreads = False
logging.logProcesses = False
logging.logMultiprocessing = False

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Correlated(logging.Filter):
    """Puts the correlation id of the running code on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        record.correlation_id = correlation_id.get()
        return True


class WithoutMessages(logging.Formatter):
    """Whoever logs an exception, it is redacted here."""

    def formatException(self, ei: Any) -> str:
        """The traceback without messages."""
        error = ei[1]
        return trace(error) if error is not None else ""


class OneObjectFormatter(WithoutMessages, JsonFormatter):
    """One JSON object a line."""


class ReadableFormatter(WithoutMessages):
    """`12:30:59 posts INFO POST /posts 201 8 ms [correlation id]`, a traceback below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without the traceback."""
        line = super().formatMessage(record)
        current = getattr(record, "correlation_id", None)
        return f"{line} [{current}]" if current else line


def logging_settings(service: str) -> dict[str, Any]:
    """Django's LOGGING for the service of that name; LOG_FORMAT and LOG_LEVEL choose."""
    to_root: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"correlated": {"()": Correlated}},
        "formatters": {
            "readable": {
                "()": ReadableFormatter,
                "fmt": f"%(asctime)s {service} %(levelname)s %(message)s",
                "datefmt": "%H:%M:%S",
            },
            "json": {
                "()": OneObjectFormatter,
                "fmt": "%(levelname)s %(name)s %(message)s %(correlation_id)s",
                "rename_fields": {
                    "levelname": "level",
                    "name": "logger",
                    "correlation_id": "correlationId",
                },
                "static_fields": {"service": service},
                "timestamp": "time",
                # Objects that Django hangs on records and that no JSON can show.
                "reserved_attrs": [*RESERVED_ATTRS, "request", "server_time"],
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["correlated"],
                "formatter": environment.choice("LOG_FORMAT", "readable", ("readable", "json")),
            }
        },
        "root": {
            "handlers": ["stderr"],
            "level": environment.choice("LOG_LEVEL", "INFO", LEVELS),
        },
        "loggers": {
            "django": to_root,
            # The access log has a line for each request already; this one would quote its query.
            "django.request": {"level": "ERROR"},
            "django.server": to_root | {"level": "CRITICAL"},
            # Every statement with its values, at DEBUG.
            "django.db.backends": {"level": "INFO"},
        },
    }
