"""The five services with the faults of sabotage.py in them, and fresh secrets."""

import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from tests.system.closed import LOGIN, ClosedSystem
from tests.system.harness import SERVICES


class TroubledSystem(ClosedSystem):
    """As it runs in production; with `debug`, as it runs on a learner's machine."""

    def __init__(self, *, debug: bool, environment: Mapping[str, str]) -> None:
        super().__init__(environment={"DEBUG": "on" if debug else "off", **environment})
        self.debug = debug
        for name in SERVICES:
            self[name].environment |= {
                "DJANGO_SETTINGS_MODULE": "tests.system.leaks.settings",
                "SABOTAGED": name,
            }

    def credentials(self) -> dict[str, str]:
        """All that is secret here, by what it is: keys, tokens, passwords."""
        found = {**self.secrets, "the admin's password": LOGIN[1]}
        for name in SERVICES:
            if password := urlsplit(self.database(name).url).password:
                found[f"the password of the database of {name}"] = password
        return found

    @staticmethod
    def _manage(site: str) -> list[str]:
        return [sys.executable, "-m", "django"]
