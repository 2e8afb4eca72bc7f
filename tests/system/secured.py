"""The system with DEBUG off: each service with secrets of its own, as `make secrets` makes them."""

from typing import Any

import requests

from tests.system.harness import SERVICES, System
from tests.system.waiting import PATIENCE
from tools.as_service import LOOPBACK, own_settings
from tools.credentials import new_secrets


class Secured(System):
    """As `make serve` has it, apart from the servers. `secrets` are everybody's."""

    def __init__(self) -> None:
        self.secrets = new_secrets()
        own = {name: own_settings(name, self.secrets) for name in SERVICES}
        super().__init__(environment=LOOPBACK | {"DEBUG": "off"}, own=own)

    def start(self, *names: str, seconds: float = PATIENCE) -> None:
        """Migrate at the first start, which nobody does by the way with DEBUG off."""
        if not names:
            for name in SERVICES:
                self.manage(name, "migrate", "--verbosity", "0")
        super().start(*names, seconds=seconds)

    def token(self, name: str) -> str:
        return self.secrets[f"{name.upper()}_EVENTBOX_BUS_TOKEN"]

    def webhook_secret(self, name: str) -> str:
        return self.secrets[f"{name.upper()}_EVENTBOX_WEBHOOK_SECRET"]

    def as_client(self, token: str, method: str, path: str, **options: Any) -> requests.Response:
        """A call to the bus by whoever has that token."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.request(method, "bus", path, headers=headers, **options)
