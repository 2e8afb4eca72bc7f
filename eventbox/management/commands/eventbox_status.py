from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eventbox.status import lines, report
from eventbox.strict_json import dump_json


class Command(BaseCommand):
    help = "Show cursor, lag, outbox depth and what is parked: the same as /status."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        status = report()
        self.stdout.write(dump_json(status) if options["json"] else "\n".join(lines(status)))
