"""The whole system with DEBUG off: each service with fresh secrets of its own, as `make secrets`
makes them. It is what `make serve` runs, apart from the servers."""

from collections.abc import Mapping
from typing import Any

import requests

from tests.system.harness import SERVICES, System
from tools.as_service import LOOPBACK, own_settings
from tools.credentials import new_secrets
from tools.trial.waiting import PATIENCE

LOGIN = ("reviewer", "a password of the tests")


class ClosedSystem(System):
    """The five services, each with its own secrets alone; `secrets` are all of them, by name."""

    def __init__(self, *, environment: Mapping[str, str] | None = None) -> None:
        self.secrets = new_secrets()
        common = LOOPBACK | {"DEBUG": "off", **(environment or {})}
        own = {name: own_settings(name, self.secrets) for name in SERVICES}
        super().__init__(environment=common, own=own)

    def start(self, *names: str, seconds: float = PATIENCE) -> None:
        """Migrate when all are started, which nobody does by the way with DEBUG off."""
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
        return self.request(method, "bus", path, headers=bearer(token), **options)

    def as_reviewer(self) -> dict[str, str]:
        """The headers of a person who is logged in to moderation and may decide."""
        username, password = LOGIN
        moderation = self["moderation"]
        moderation.environment |= {"ADMIN_USERNAME": username, "ADMIN_PASSWORD": password}
        self.manage("moderation", "ensure_admin")
        address = self.url("moderation", "/admin/login/")
        with requests.Session() as session:
            session.trust_env = False
            session.get(address, timeout=30)
            form = {
                "username": username,
                "password": password,
                "csrfmiddlewaretoken": session.cookies["moderation_csrf"],
            }
            session.post(address, form, timeout=30, allow_redirects=False)
            kept = session.cookies.get_dict()
        assert "moderation_session" in kept
        cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
        return {"Cookie": cookies, "X-CSRFToken": kept["moderation_csrf"]}


def bearer(token: str) -> dict[str, str]:
    """The header of a call by whoever has that token."""
    return {"Authorization": f"Bearer {token}"}
