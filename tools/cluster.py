"""`python -m tools.cluster [--postgres HOST]`: the secrets of `.env` as Kubernetes takes them.

python -m tools.cluster --postgres postgres | kubectl apply -f -
"""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

import yaml
from honcho.environ import parse

from tools.as_service import own_settings
from tools.credentials import ENV_FILE
from tools.house import SERVICES

NAMESPACE = "postbus"
OWN = (
    *("SECRET_KEY", "BUS_CLIENTS", "EVENTBOX_BUS_TOKEN"),
    *("EVENTBOX_WEBHOOK_SECRET", "EVENTBOX_TRANSPORT_PASSWORD"),
)


def secrets(environment: Mapping[str, str], *, postgres: str) -> list[dict[str, Any]]:
    """One Secret for each service, with what is its own, and one for PostgreSQL at that host."""
    made = []
    for service in SERVICES:
        settings = own_settings(service.name, environment)
        password = environment[f"{service.name.upper()}_DATABASE_PASSWORD"]
        values = {name: settings[name] for name in OWN if name in settings}
        values["DATABASE_URL"] = (
            f"postgres://{service.name}:{password}@{postgres}:5432/{service.name}"
        )
        made.append(_secret(service.name, values))
    logins = ("POSTGRES_PASSWORD", *(f"{one.name.upper()}_DATABASE_PASSWORD" for one in SERVICES))
    return [*made, _secret("postgres", {name: environment[name] for name in logins})]


def _secret(name: str, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "stringData": dict(values),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.cluster", description=__doc__)
    parser.add_argument("--postgres", default="postgres", help="the host of the database server")
    given = parser.parse_args()
    if not ENV_FILE.exists():
        print("There is no .env: run `make secrets` first.", file=sys.stderr)
        return 1
    yaml.safe_dump_all(secrets(parse(ENV_FILE.read_text()), postgres=given.postgres), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
