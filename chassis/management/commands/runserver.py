"""`runserver` that needs no `migrate` first: with DEBUG on it brings the database up to date."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as Runserver
from django.core.management import call_command


class Command(Runserver):
    """Listens where the service usually does unless it is told another port."""

    default_port = settings.SERVICE.address.rpartition(":")[2]

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Migrate, then serve. Each reload comes by here, so a new migration is applied too."""
        if settings.DEBUG:
            call_command("migrate", interactive=False, verbosity=0)
        super().inner_run(*args, **options)
