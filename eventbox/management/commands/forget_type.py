from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from eventbox.conf import config
from eventbox.cursor import lock_cursor
from eventbox.models import Backfill, Cursor
from eventbox.subscriber import SUBSCRIPTION
from eventbox.wakeup import notify


class Command(BaseCommand):
    help = (
        "Stop taking an event type for good, once no release that runs handles it any more. "
        "Until then a release without its handler answers 503, as it may be an older one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type")

    def handle(self, *args: Any, **options: Any) -> None:
        type = options["type"]
        if type in config().handlers:
            raise CommandError(f"this release handles {type}; remove its handler first")
        with transaction.atomic():
            cursor = lock_cursor(config().subscription)
            if cursor is None or type not in cursor.types:
                raise CommandError(f"the cursor does not take {type}")
            types = [name for name in cursor.types if name != type]
            Cursor.objects.filter(pk=cursor.pk).update(types=types)
            Backfill.objects.filter(subscription=cursor.subscription, type=type).delete()
        notify(SUBSCRIPTION)
        self.stdout.write(f"{type} is forgotten")
