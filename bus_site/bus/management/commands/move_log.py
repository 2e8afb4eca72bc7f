"""`move_log`: from HTTP to NATS and back, without losing or doubling an event."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bus_site.bus import conf
from eventbox.errors import BusError, LogBroken, NotConfigured


class Command(BaseCommand):
    """May be repeated, and is begun again after a crash."""

    help = (
        "Have the log go on in a NATS stream (--to nats), or here again (--to http). Positions go "
        "on, nothing is copied, and consumers keep their cursors. docs/nats.md tells the rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", required=True, choices=["nats", "http"])

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        """Raise CommandError where it cannot be done."""
        if not conf.transport_url():
            raise CommandError("EVENTBOX_TRANSPORT_URL does not say where NATS is")
        from bus_site.bus.jetstream import engine, moving
        from eventbox.transports.nats import LogStream

        try:
            stream = LogStream(conf.transport_url())
            try:
                if to == "nats":
                    position = moving.to_nats(stream, engine.stream_settings())
                else:
                    position = moving.to_http(stream, engine.archiver())
            finally:
                stream.close()
        except (BusError, LogBroken, NotConfigured, moving.NotMoved) as error:
            raise CommandError(str(error)) from error
        where = "NATS" if to == "nats" else "the bus's own database"
        self.stdout.write(f"after position {position} the log goes on in {where}")
