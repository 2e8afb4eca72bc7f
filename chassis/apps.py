"""The chassis as a Django app: it brings commands and templates, no models."""

from django.apps import AppConfig


class ChassisConfig(AppConfig):
    """Installed first in every service."""

    name = "chassis"
    verbose_name = "Chassis"
