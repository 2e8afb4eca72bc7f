from typing import Any

from django.core.management.base import BaseCommand

from eventbox.pump import Pump


class Command(BaseCommand):
    help = (
        "Run this service's pump in the foreground: relay, subscription, retries. SIGTERM drains."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("the pump runs; Ctrl-C stops it")
        if not Pump().run_until_signal():
            raise SystemExit(1)
