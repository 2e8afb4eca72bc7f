"""Who may talk to the bus: BUS_CLIENTS, `name=token:secret` for each, separated by commas."""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from chassis import environment

LEAST = 32


class Client(NamedTuple):
    """A service's bearer token towards the bus, and the secret that signs what it is sent."""

    token: str
    secret: str


def bus_clients(*, debug: bool) -> dict[str, Client]:
    """The clients by name. With debug off, none at all or one with a short secret is an error."""
    clients = dict(map(_client, environment.words("BUS_CLIENTS")))
    if debug:
        return clients
    if not clients:
        raise ImproperlyConfigured(
            "BUS_CLIENTS is missing. With DEBUG off it must name every service as"
            " name=token:secret, separated by commas: `make secrets` makes it."
        )
    for name, client in clients.items():
        if min(map(len, client)) < LEAST:
            raise ImproperlyConfigured(
                f"BUS_CLIENTS: the token and the secret of {name} must be random values of at"
                f" least {LEAST} characters each: `make secrets` makes them."
            )
    return clients


def _client(entry: str) -> tuple[str, Client]:
    name, _, pair = entry.partition("=")
    token, _, secret = pair.partition(":")
    if not (name and token and secret):
        # The entry is not quoted: it may hold a secret.
        raise ImproperlyConfigured("BUS_CLIENTS: every entry must read name=token:secret.")
    return name, Client(token, secret)
