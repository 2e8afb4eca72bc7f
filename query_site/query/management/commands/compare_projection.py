"""Compares this projection with that of a second query service, before the one takes over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.db.utils import load_backend

from query_site.query.comparing import differences

THERE = "there"


class Command(BaseCommand):
    """Exit status 0 where both are the same, 1 where they differ or cannot be compared."""

    help = "Compare this projection with that in another database; both should have caught up."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which database, and how much is printed."""
        parser.add_argument("--with", dest="url", required=True, metavar="DATABASE_URL")
        parser.add_argument("--show", type=int, default=20, help="differences to print (20)")

    def handle(self, *args: Any, url: str, show: int, **options: Any) -> None:
        """Print what differs; raises CommandError where anything does."""
        count = 0
        with connected(url):
            for count, difference in enumerate(differences("default", THERE), start=1):
                if count <= show:
                    self.stdout.write(difference)
        if count:
            hidden = f", {count - show} of them not shown" if count > show else ""
            raise CommandError(f"The projections differ in {count} row{'s' * (count > 1)}{hidden}.")
        self.stdout.write("The projections are the same.")


@contextmanager
def connected(url: str) -> Iterator[None]:
    """While the other database can be read as THERE; raises CommandError where it cannot."""
    try:
        database = dj_database_url.parse(url)
    except ValueError as error:
        raise CommandError(f"--with is not a DATABASE_URL: {error}") from error
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).is_file():
        raise CommandError(f"There is no database {database['NAME']}.")
    both = connections.configure_settings({"default": {}, THERE: dict(database)})
    connections[THERE] = load_backend(database["ENGINE"]).DatabaseWrapper(both[THERE], THERE)
    try:
        yield
    except DatabaseError as error:
        raise CommandError(f"The projections cannot be read: {error}") from error
    finally:
        connections[THERE].close()
        del connections[THERE]
