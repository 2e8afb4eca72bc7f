"""`bus_client`: who may call the bus, from a terminal. The admin does the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bus_site.bus import registry
from bus_site.bus.clients import ALL, Client
from bus_site.bus.registry import Credentials, NotChanged


class Command(BaseCommand):
    """New credentials go to standard output alone, once, as settings of the service."""

    help = "Add a client, change its credentials, revoke it, say what it may read, list all."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand for each thing that can be done."""
        acts = parser.add_subparsers(dest="act", required=True)
        named = {
            "add": "a new client: prints its token and secret",
            "rotate": "a new token and secret beside those in use: prints them",
            "retire": "end a change: only the newest token and secret count",
            "revoke": "take everything away at once, and pause its subscription",
            "allow": "what it may read from now on",
            "forget": "remove what is kept here: BUS_CLIENTS counts again",
        }
        for act, help in named.items():
            one = acts.add_parser(act, help=help)
            one.add_argument("name")
            if act in ("add", "allow"):
                one.add_argument("types", nargs="*", help="the types that it may read; * for all")
        acts.add_parser("list", help="all clients, without their credentials")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        """Raise CommandError where it cannot be done."""
        name, types = options.get("name", ""), options.get("types", [])
        try:
            match act:
                case "add":
                    self._print(registry.add(name, reads=types))
                case "rotate":
                    self._print(registry.rotate(name))
                case "retire":
                    registry.retire(name)
                case "revoke":
                    registry.revoke(name)
                case "allow":
                    registry.allow(name, types)
                case "forget":
                    registry.forget(name)
                case _:
                    self._list()
        except NotChanged as error:
            raise CommandError(str(error)) from error

    def _print(self, made: Credentials) -> None:
        self.stdout.write(made.as_settings())

    def _list(self) -> None:
        for _, client in sorted(registry.clients().items()):
            self.stdout.write(_line(client))


def _line(client: Client) -> str:
    tokens = " ".join(digest[:8] for digest in client.token_hashes) or "revoked"
    reads = ALL if client.reads is None else " ".join(sorted(client.reads)) or "nothing"
    return f"{client.name}: tokens {tokens}; reads {reads}"
