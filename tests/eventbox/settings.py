"""A small service for eventbox's own tests: a diary that notes every event that it is given."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

_DATA = Path(os.environ.get("POSTBUS_DATA_DIR", "var"))

SECRET_KEY = "for the tests of eventbox alone"
DEBUG = False
USE_TZ = True
ROOT_URLCONF = "tests.eventbox.urls"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "tests.eventbox.diary",
    "eventbox",
    "django.contrib.staticfiles",
    "rest_framework",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {
    "default": dict(dj_database_url.config(default=f"sqlite:///{_DATA}/diary.sqlite3"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
        "TEST": {"NAME": _DATA / "test-diary.sqlite3"},
    }
EVENTBOX = {
    "SOURCE": "/diary",
    "HANDLERS": "tests.eventbox.diary.handlers.HANDLERS",
    "RESET": "tests.eventbox.diary.handlers.reset",
    "SINK_URL": "http://127.0.0.1:1/events",
    "REQUIRE_SIGNATURE": False,
}
