"""Somebody with a login who deletes posts and comments, in the admin of their service."""

from typing import Final

import requests

from tools.chaos.fleet import ADMIN, Fleet
from tools.chaos.ledger import Outcome

TIMEOUT: Final = (2.0, 4.0)
"""Seconds that an operator waits for the connection, and for the answer."""

MODELS: Final = {"posts": "posts/post", "comments": "comments/comment"}


class Operator:
    """Belongs to one thread. Logs in when it has to."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._sessions: dict[str, requests.Session] = {}

    def delete(self, service: str, id: str) -> Outcome:
        """Ask for it once. It is acked where the admin says that it is deleted, or was before, as
        a comment may be with its post."""
        try:
            session = self._sessions.get(service) or self._log_in(service)
        except (requests.RequestException, KeyError):
            return "refused"  # nothing has been asked for
        self._sessions[service] = session
        try:
            page = f"/admin/{MODELS[service]}/{id}/delete/"
            answer = self._send(session, service, page, {"post": "yes"})
        except requests.RequestException:
            return "unknown"
        if answer.headers.get("Location") == "/admin/":
            return "acked"
        if answer.status_code in (302, 403):  # to the login: it is over
            del self._sessions[service]
            return "refused"
        return "unknown"

    def _log_in(self, service: str) -> requests.Session:
        """Raises KeyError where the service does not let us in."""
        session = requests.Session()
        session.trust_env = False
        # A connection for each: one that outlives a kill would fail the request after it.
        session.headers["Connection"] = "close"
        login = "/admin/login/"
        session.get(self._fleet.address(service) + login, timeout=TIMEOUT)
        self._send(session, service, login, {"username": ADMIN, "password": self._fleet.password})
        session.cookies[f"{service}_session"]
        return session

    def _send(
        self, session: requests.Session, service: str, path: str, form: dict[str, str]
    ) -> requests.Response:
        token = session.cookies.get(f"{service}_csrf") or ""
        return session.post(
            self._fleet.address(service) + path,
            data={**form, "csrfmiddlewaretoken": token},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
