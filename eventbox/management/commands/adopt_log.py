from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eventbox.adopting import adopt
from eventbox.errors import EventboxError
from eventbox.transports import transport_from_settings


class Command(BaseCommand):
    help = (
        "Take the bus's log, as it is now, for this service's own: after the bus was restored from "
        "a backup or got a new log. Events after --after are applied, also those that this service "
        "has applied before under other positions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after",
            required=True,
            help="position up to which this service has applied that log: a number, or 'end'",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        after = options["after"]
        if after != "end" and not after.isdecimal():
            raise CommandError("--after is a position such as 0, or 'end'")
        transport = transport_from_settings()
        try:
            state = adopt(transport, None if after == "end" else int(after))
        except EventboxError as error:
            raise CommandError(str(error)) from None
        finally:
            transport.close()
        self.stdout.write(f"adopted log {state.log}; the cursor stands at {state.position}")
