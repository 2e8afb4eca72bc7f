"""`make secrets`: fresh secrets for every service, in a file that only its owner can read.

Needs Python alone, as it is run on hosts where nothing else of ours is installed.
"""

import os
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bus_site.bus.clients import hash_of, new_secret, new_token
from tools.house import BUS, ROOT, SERVICES

ENV_FILE = ROOT / ".env"

HEADER = """\
# The secrets of this installation, made by `make secrets` and read by `make serve` and by
# `docker compose`. POSTS_SECRET_KEY is SECRET_KEY for the posts service, and so on. Whoever reads
# this file can speak for every service: keep it out of version control and of backups that
# others see.
"""


def write(path: Path) -> bool:
    """Write new secrets to `path`; False, and nothing changed, where the file is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(HEADER)
        file.writelines(_lines(new_secrets()))
    return True


def complete(path: Path) -> list[str]:
    """Add to the file what one of an earlier version lacks: the names of it. Nothing is changed."""
    known = re.findall(r"^\s*(\w+)\s*=", path.read_text(), re.MULTILINE)
    missing = {name: value for name, value in server_secrets().items() if name not in known}
    if missing:
        with path.open("a") as file:
            file.writelines(["\n", *_lines(missing)])
    return list(missing)


def _lines(values: Mapping[str, str]) -> Iterable[str]:
    return (f"{name}={value}\n" for name, value in values.items())


def new_secrets() -> dict[str, str]:
    """Environment variables, by name.

    The bus is given the secret of every other service, and of its token the hash alone: who reads
    the bus's environment can call it in nobody's name.
    """
    found: dict[str, str] = {}
    pairs: list[str] = []
    for service in SERVICES:
        prefix = service.name.upper()
        found[f"{prefix}_SECRET_KEY"] = secrets.token_urlsafe(48)
        if service is not BUS:
            token, signing = new_token(), new_secret()
            found[f"{prefix}_EVENTBOX_BUS_TOKEN"] = token
            found[f"{prefix}_EVENTBOX_WEBHOOK_SECRET"] = signing
            pairs.append(f"{service.name}=sha256-{hash_of(token)}:{signing}")
    return found | {"BUS_CLIENTS": ",".join(pairs)} | server_secrets()


def server_secrets() -> dict[str, str]:
    """For PostgreSQL and NATS of docker-compose.yml: a login a service, and PostgreSQL's own.

    They stand in URLs, so they have letters and digits alone.
    """
    databases = (
        "POSTGRES_PASSWORD",
        *(f"{one.name.upper()}_DATABASE_PASSWORD" for one in SERVICES),
    )
    transports = (f"{one.name.upper()}_EVENTBOX_TRANSPORT_PASSWORD" for one in SERVICES)
    return {name: secrets.token_hex(24) for name in databases} | {
        # What begins with a digit is a number to NATS's configuration.
        name: f"nats{secrets.token_hex(24)}"
        for name in transports
    }


def main() -> int:
    if write(ENV_FILE):
        print(f"Wrote {ENV_FILE.name} with fresh secrets; only you can read it.")
        return 0
    if added := complete(ENV_FILE):
        print(f"{ENV_FILE.name} is there already. Added what it lacked: {', '.join(added)}.")
    else:
        print(f"{ENV_FILE.name} is there already and stays as it is.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
