"""An operator's browser: it logs in to a service's admin, and sends a form there."""

import re
from collections.abc import Mapping
from typing import Any

import requests

from tests.system.harness import System

LOGIN = {"ADMIN_USERNAME": "admin", "ADMIN_PASSWORD": "a long password for a test"}


def delete(system: System, service: str, path: str) -> None:
    """Confirm the deletion at `path`."""
    submit(system, service, path, {"post": "yes"})


def act(system: System, service: str, path: str, action: str, *rows: int) -> None:
    """Choose these rows of the list at `path`, and the action for them."""
    submit(system, service, path, {"action": action, "_selected_action": rows})


def submit(system: System, service: str, path: str, form: Mapping[str, Any]) -> None:
    """Log in to the service's admin, and send the form that is at `path`."""
    system[service].environment.update(LOGIN)
    system.manage(service, "ensure_admin")
    with requests.Session() as browser:
        browser.trust_env = False
        login = {"username": LOGIN["ADMIN_USERNAME"], "password": LOGIN["ADMIN_PASSWORD"]}
        for url, fields in (
            (system.url(service, "/admin/login/"), login),
            (system.url(service, path), form),
        ):
            answer = _fill_in(browser, url, fields)
            assert answer.status_code == 302, answer.text


def _fill_in(browser: requests.Session, url: str, form: Mapping[str, Any]) -> requests.Response:
    page = browser.get(url, timeout=30)
    assert page.status_code == 200, page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    fields = {**form, "csrfmiddlewaretoken": token[1]}
    headers = {"Referer": url}
    return browser.post(url, data=fields, headers=headers, timeout=30, allow_redirects=False)
