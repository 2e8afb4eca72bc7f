"""`python -m tools.as_service posts <program>`: runs a program as that service, in production.

DEBUG is off, and of all services' secrets the program sees its own alone. It listens on the
loopback, so it has no TLS, and it counts no writes unless told to.
"""

import os
import sys
from collections.abc import Mapping

from tools.house import LISTENING, SERVICES

OWN = (
    *("SECRET_KEY", "DATABASE_URL", "SINK_URL"),
    *("EVENTBOX_BUS_TOKEN", "EVENTBOX_WEBHOOK_SECRET", "EVENTBOX_TRANSPORT_PASSWORD"),
)
"""The settings that differ by service: POSTS_SECRET_KEY is SECRET_KEY for posts."""

OF_THE_SERVERS = ("POSTGRES_PASSWORD",)
"""Secrets of `.env` that are for servers which only docker-compose.yml starts."""

LOOPBACK = {"HTTPS": "off", "THROTTLE_WRITES": "off", "SINKS_PRIVATE": "127.0.0.0/8,::1"}
"""What is different where nobody else can reach a service; the environment may say otherwise."""


def own_settings(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` as the service called `name` is to see it."""
    seen = dict(environment)
    for service in SERVICES:
        for setting in OWN:
            value = seen.pop(f"{service.name.upper()}_{setting}", None)
            if service.name == name and value:
                seen[setting] = value
        seen.pop(f"{service.name.upper()}_DATABASE_PASSWORD", None)
    for setting in OF_THE_SERVERS:
        seen.pop(setting, None)
    if name != "bus":
        seen.pop("BUS_CLIENTS", None)
    return seen


def production_settings(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What a service sees in production on this machine alone: DEBUG off, reached by loopback."""
    return LOOPBACK | own_settings(name, environment) | {"DEBUG": "off"}


def main(arguments: list[str]) -> None:
    """Become the program. Raises SystemExit for a service that does not exist."""
    names = [service.name for service in LISTENING]
    if len(arguments) < 2 or arguments[0] not in names:
        raise SystemExit(f"usage: python -m tools.as_service {{{','.join(names)}}} program ...")
    name, *program = arguments
    settings = production_settings(name, os.environ)
    os.execvpe(program[0], program, settings)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
