"""A service that counts events, in two releases: the newer one has learned one more type."""

import os

from chassis.databases import databases

SECRET_KEY = "for this test alone"
DEBUG = True
USE_TZ = True
ROOT_URLCONF = "tests.faults.releases.urls"
INSTALLED_APPS = [
    "tests.faults.releases.counter",
    "eventbox",  # before staticfiles, whose runserver it extends
    "django.contrib.staticfiles",
    "rest_framework",
]
REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = databases("counter", debug=DEBUG)


def eventbox(handlers: str) -> dict[str, str]:
    return {
        "SOURCE": "/counter",
        "HANDLERS": f"tests.faults.releases.counter.handlers.{handlers}",
        "BUS_URL": os.environ["BUS_URL"],
        "TRANSPORT_URL": os.environ.get("EVENTBOX_TRANSPORT_URL", ""),
        "SINK_URL": os.environ.get("SINK_URL", ""),
    }
