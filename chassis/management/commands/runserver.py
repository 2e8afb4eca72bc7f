"""`runserver` that needs no `migrate` first: with DEBUG on it brings the database up to date."""

from typing import Any

from django.conf import settings
from django.core.management import call_command

from chassis import environment
from eventbox.management.commands.runserver import Command as WorkingRunserver


class Command(WorkingRunserver):
    """Listens where the service usually does unless it is told another port."""

    default_port = settings.SERVICE.address.rpartition(":")[2]

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Migrate, then serve. Each reload comes by here, so a new migration is applied too."""
        if settings.DEBUG:
            call_command("migrate", interactive=False, verbosity=0)
        if not environment.text("SINK_URL"):
            # The usual address gives way to the one that this very process listens at.
            settings.EVENTBOX["SINK_URL"] = None
        super().inner_run(*args, **options)

    def announce(self, server_port: int) -> None:
        """One line, since five services start beside each other."""
        host = f"[{self.addr}]" if ":" in self.addr else self.addr
        self.stdout.write(f"The {settings.SERVICE.name} service is at http://{host}:{server_port}/")
