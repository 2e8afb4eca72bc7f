"""Requests as people send them: with no proxy of this machine's between."""

from typing import Any

import requests

from tools.trial.waiting import PATIENCE


def get(url: str, **options: Any) -> requests.Response:
    """Raises requests.RequestException."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=PATIENCE / 2, **options)


def post(url: str, body: Any, **options: Any) -> requests.Response:
    """The body as JSON. Raises requests.RequestException."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, json=body, timeout=PATIENCE / 2, **options)
