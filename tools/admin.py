"""`make admin`: one admin login for all services, with a password that is shown once."""

import os
import secrets
import subprocess
import sys

from honcho.environ import parse as parse_env_file

from tools.as_service import own_settings
from tools.credentials import ENV_FILE
from tools.house import PYTHON, ROOT, SERVICES, Service, WrongPort


def main() -> int:
    """Make the login, or give it a new password. Returns an exit code."""
    environment = dict(os.environ)
    if ENV_FILE.exists():
        # Databases that `make serve` was told of there are meant here too.
        environment = parse_env_file(ENV_FILE.read_text()) | environment
    username = environment.setdefault("ADMIN_USERNAME", "admin")
    password = environment.setdefault("ADMIN_PASSWORD", secrets.token_urlsafe(12))
    for service in SERVICES:
        print(f"Making the login in {service.name} ...", flush=True)
        own = own_settings(service.name, environment) | {"DEBUG": "on"}
        if not (
            _manage(service, own, "migrate", "--no-input") and _manage(service, own, "ensure_admin")
        ):
            print(f"It could not be made in {service.name}; see above.", file=sys.stderr)
            return 1
    print(f"\nLog in as {username} with the password {password} at:")
    for service in SERVICES:
        try:
            print(f"  {service.address(environment)}/admin/")
        except WrongPort as error:
            print(f"  {service.name}: {error}")
    return 0


def _manage(service: Service, environment: dict[str, str], *command: str) -> bool:
    return (
        subprocess.run(
            [PYTHON, service.manage, *command, "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        ).returncode
        == 0
    )


if __name__ == "__main__":
    sys.exit(main())
