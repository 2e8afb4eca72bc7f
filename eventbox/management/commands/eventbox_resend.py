from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eventbox.envelope import parse_time
from eventbox.errors import InvalidEvent
from eventbox.models import OutboxEvent
from eventbox.publishing import OUTBOX
from eventbox.settling import unsettle
from eventbox.wakeup import notify


class Command(BaseCommand):
    help = (
        "Send events again that were sent since --since, as far as the outbox still has them, for "
        "a bus that was restored from a backup. The log takes each only if it is not there yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since", required=True, type=_time, help="such as 2026-01-31T12:00:00Z"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # By the time of sending: what was written before the backup may have been sent after it.
        with transaction.atomic():
            unsettle()
            rows = OutboxEvent.objects.filter(sent_at__gte=options["since"])
            count = rows.update(sent_at=None)
        notify(OUTBOX)
        self.stdout.write(f"{count} events will be sent again by the pump")


def _time(text: str) -> datetime:
    try:
        return parse_time(text)
    except InvalidEvent as error:
        raise CommandError(f"--since: {error}") from None
