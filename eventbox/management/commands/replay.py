from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eventbox.errors import NotReplayable
from eventbox.replaying import replay


class Command(BaseCommand):
    help = (
        "Apply the log again from its start: into the emptied projection (--reset), or through "
        "handlers that are all declared replayable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help='empty the projection first (EVENTBOX["RESET"])'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            position = replay(reset=options["reset"])
        except NotReplayable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"the cursor stood at {position} and stands at 0; all comes again")
