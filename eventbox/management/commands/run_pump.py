from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eventbox.errors import NotConfigured
from eventbox.pump import Pump


class Command(BaseCommand):
    help = (
        "Run this service's pump in the foreground: relay, subscription, retries. SIGTERM drains."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heartbeat", type=Path, help="a file to touch every few seconds while it is well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pump = Pump()
        except NotConfigured as error:
            raise CommandError(str(error)) from None
        self.stdout.write("the pump runs; Ctrl-C stops it")
        if not pump.run_until_signal(options["heartbeat"]):
            raise SystemExit(1)
