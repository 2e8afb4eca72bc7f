from pathlib import Path
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser

from eventbox.checks import TAG
from eventbox.errors import NotConfigured
from eventbox.pump import Pump


class Command(BaseCommand):
    help = (
        "Run this service's pump in the foreground: relay, subscription, retries. SIGTERM drains."
    )
    # To check the addresses and the admin is to load them all: a third of the process's memory.
    requires_system_checks = [TAG, Tags.database, Tags.models]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heartbeat", type=Path, help="a file to touch every few seconds while it is well"
        )
        parser.add_argument(
            "--relay",
            type=int,
            action="append",
            metavar="NUMBER",
            help="relay this share of the outbox alone (0 to RELAYS - 1); may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pump = Pump(relays=options["relay"])
        except NotConfigured as error:
            raise CommandError(str(error)) from None
        self.stdout.write("the pump runs; Ctrl-C stops it")
        if not pump.run_until_signal(options["heartbeat"]):
            raise SystemExit(1)
