"""The whole system with DEBUG off and fresh secrets, as an installation runs it."""

from collections.abc import Mapping

import requests

from tests.system.harness import SERVICES, System
from tools.as_service import LOOPBACK, own_settings
from tools.credentials import new_secrets

LOGIN = ("reviewer", "a password of the tests")


class ClosedSystem(System):
    """The five services, each with its own secrets alone; `secrets` are all of them, by name."""

    def __init__(self, *, environment: Mapping[str, str] | None = None) -> None:
        self.secrets = new_secrets()
        common = LOOPBACK | {"DEBUG": "off", **(environment or {})}
        own = {name: own_settings(name, self.secrets) for name in SERVICES}
        super().__init__(environment=common, own=own)

    def prepare(self) -> None:
        """Make the databases, which a service does by itself only with DEBUG on, and a login."""
        for name in SERVICES:
            self.manage(name, "migrate", "--verbosity", "0")
        moderation = self["moderation"]
        username, password = LOGIN
        moderation.environment |= {"ADMIN_USERNAME": username, "ADMIN_PASSWORD": password}
        self.manage("moderation", "ensure_admin")

    def as_service(self, name: str) -> dict[str, str]:
        """The headers of a request to the bus from the service of that name."""
        return {"Authorization": f"Bearer {self.secrets[f'{name.upper()}_EVENTBOX_BUS_TOKEN']}"}

    def as_reviewer(self) -> dict[str, str]:
        """The headers of a person who is logged in to moderation and may decide."""
        username, password = LOGIN
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
