"""Which database a service uses, and how SQLite must be opened so that answered means on disk."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from chassis import environment

ROOT = Path(__file__).resolve().parent.parent

SQLITE_OPTIONS = {
    # A transaction that reads first and writes later fails at once under DEFERRED, whatever the
    # timeout; IMMEDIATE waits its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    # A checkpoint writes each page once, however often it has changed. After 16 MiB of log instead
    # of 4, a long rebuild takes a sixth less of the processor a row, and a quarter less time.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
    ),
}


def data_directory() -> Path:
    """POSTBUS_DATA_DIR, else `var` beside the code; made where it is missing."""
    directory = Path(environment.text("POSTBUS_DATA_DIR", "var"))
    directory = ROOT / directory.expanduser()
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def databases(name: str, *, debug: bool) -> dict[str, Any]:
    """Django's DATABASES for the service of that name, from DATABASE_URL or a file in var/."""
    url = environment.text("DATABASE_URL") or f"sqlite:///{data_directory() / name}.sqlite3"
    # runserver's threads end with their connection, so there a kept connection is only a leak.
    keep = 0 if debug else 60
    try:
        database: dict[str, Any] = dict(
            dj_database_url.parse(url, conn_max_age=keep, conn_health_checks=True)
        )
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: write it like postgres://user:password@host:5432/name"
            " or sqlite:////data/posts.sqlite3."
        ) from error
    if database["ENGINE"] == "django.db.backends.postgresql":
        database["ENGINE"] = "chassis.postgres"
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = SQLITE_OPTIONS | database.get("OPTIONS", {})
        # SQLite in memory knows neither WAL nor timeouts, so the tests run on a file as well.
        test_file = data_directory() / f"test-{name}-{os.getpid()}.sqlite3"
        database["TEST"] = {"NAME": str(test_file)}
        if database["NAME"] != ":memory:":
            database["NAME"] = str(ROOT / database["NAME"])  # wherever the command was given
    return {"default": database}
