"""The chassis as a Django app: commands, and the table that limits are counted in."""

import gc

from django.apps import AppConfig


class ChassisConfig(AppConfig):
    """Installed first in every service."""

    name = "chassis"
    verbose_name = "Chassis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Spare the garbage collector what is loaded by now, and stays for the process's life."""
        gc.freeze()
