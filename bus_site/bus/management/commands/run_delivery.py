"""`run_delivery`: the delivery in a process of its own."""

from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand

from bus_site.bus.delivery import Delivery


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, then lets each request in flight end."""

    help = "Deliver events to all subscriptions, in the foreground. SIGTERM drains."
    # To check the addresses and the admin is to load them all: a third of the process's memory.
    requires_system_checks = [Tags.database, Tags.models]

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with 1 where a request had to be abandoned."""
        self.stdout.write("the delivery runs; Ctrl-C stops it")
        if not Delivery().run_until_signal():
            raise SystemExit(1)
