"""The chassis as a Django app: commands, and the table that limits are counted in."""

from django.apps import AppConfig


class ChassisConfig(AppConfig):
    """Installed first in every service."""

    name = "chassis"
    verbose_name = "Chassis"
    default_auto_field = "django.db.models.BigAutoField"
