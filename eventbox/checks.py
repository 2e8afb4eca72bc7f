"""System checks: what would only show under load is said when the project starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.management import get_commands
from django.db import connections

from eventbox.conf import config
from eventbox.errors import NotConfigured

TAG = "eventbox"
"""What a worker has checked besides models and databases: the rest is about web pages."""


@register(TAG)
def check_configuration(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """EVENTBOX can be read, and its handlers can be imported."""
    try:
        conf = config()
    except NotConfigured as error:
        return [Error(str(error), id="eventbox.E001")]
    if conf.handlers and conf.require_signature and not conf.webhook_secrets:
        return [
            Error(
                'EVENTBOX["WEBHOOK_SECRET"] is missing: without it no push of the bus can be taken',
                hint="give this service and the bus the same one: whsec_$(openssl rand -base64 32)",
                id="eventbox.E002",
            )
        ]
    return []


@register(TAG, deploy=True)
def check_signatures(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Pushes are taken signed only."""
    try:
        conf = config()
    except NotConfigured:
        return []  # check_configuration tells
    if not conf.handlers or conf.require_signature:
        return []
    return [
        Warning(
            "unsigned pushes are taken, and single events posted by hand: anybody may send events",
            hint='EVENTBOX["REQUIRE_SIGNATURE"] = True, and a WEBHOOK_SECRET',
            id="eventbox.W004",
        )
    ]


@register(TAG, deploy=True)
def check_owners(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Every type that is handled has an owner: else whoever may publish can send it."""
    try:
        conf = config()
    except NotConfigured:
        return []  # check_configuration tells
    ownerless = sorted(set(conf.handlers.types) - set(conf.sources))
    if not ownerless:
        return []
    return [
        Warning(
            f'EVENTBOX["SOURCES"] does not say whose {", ".join(ownerless)} is:'
            " it is taken from whoever publishes it",
            hint='EVENTBOX["SOURCES"] = {"OrderPlaced": "/shop"}',
            id="eventbox.W003",
        )
    ]


@register(TAG)
def check_database(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """SQLite's transactions begin IMMEDIATE."""
    connection = connections["default"]
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        return [
            Warning(
                "SQLite's transactions are DEFERRED: those that read first and write later fail "
                "with 'database is locked' whenever another one writes",
                hint='DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}',
                id="eventbox.W001",
            )
        ]
    return []


@register(TAG)
def check_runserver(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """eventbox's runserver is the one that runs: of two apps' commands, the first app's wins."""
    command = get_commands().get("runserver")
    if command == "django.contrib.staticfiles":
        return [
            Warning(
                "`runserver` is the one of django.contrib.staticfiles, and starts no pump",
                hint='put "eventbox" before "django.contrib.staticfiles" in INSTALLED_APPS',
                id="eventbox.W002",
            )
        ]
    return []
