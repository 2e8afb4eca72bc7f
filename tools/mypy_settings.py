"""Django settings for mypy alone: every app of the house at once, so that one run checks them all.

No process ever runs with these settings; at run time no service has another's app.
"""

import os
from typing import Any

from chassis.rates import Rate
from chassis.service import Service

os.environ.setdefault("DEBUG", "on")

SECRET_KEY = "only-mypy-reads-this"  # noqa: S105
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "rest_framework",
    "eventbox",
    "chassis",
    "posts_site.posts",
    "comments_site.comments",
    "query_site.query",
    "moderation_site.moderation",
    "bus_site.bus",
    "tests.eventbox.diary",
    "tests.faults.releases.counter",
    "tests.chassis.notes",
    "bench.usual",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
SERVICE = Service("mypy", 0, "")
EVENTBOX: dict[str, Any] = {}
NUM_PROXIES = 0
THROTTLE_WRITES: Rate | None = None
THROTTLE_LOGINS: Rate | None = None
