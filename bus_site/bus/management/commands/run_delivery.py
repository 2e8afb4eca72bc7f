"""`run_delivery`: the delivery in a process of its own."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bus_site.bus.delivery import Delivery


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, then lets each request in flight end."""

    help = "Deliver events to all subscriptions, in the foreground. SIGTERM drains."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where its health shows."""
        parser.add_argument(
            "--heartbeat", type=Path, help="a file to touch every few seconds while it is well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with 1 where a request had to be abandoned."""
        self.stdout.write("the delivery runs; Ctrl-C stops it")
        if not Delivery().run_until_signal(options["heartbeat"]):
            raise SystemExit(1)
