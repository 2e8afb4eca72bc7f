"""Waits in the background until every service answers /readyz with 200."""

import threading
import time
from collections.abc import Mapping

import requests

INTERVAL = 0.1
"""Seconds between two questions to a service that is not ready."""


class Readiness:
    """Asks the services at `addresses` (by name) until each has been ready once."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._answers = dict.fromkeys(addresses, "has not been asked")
        self._addresses = dict(addresses)
        self._given_up = threading.Event()
        threading.Thread(target=self._ask, daemon=True).start()

    @property
    def complete(self) -> bool:
        return not self._answers

    @property
    def missing(self) -> dict[str, str]:
        """What each service that is not ready said last."""
        return dict(self._answers)

    def give_up(self) -> None:
        self._given_up.set()

    def _ask(self) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a proxy has nothing to do with the loopback
            while self._answers and not self._given_up.is_set():
                for name in list(self._answers):
                    answer = _answer(session, self._addresses[name])
                    if answer:
                        self._answers[name] = answer
                    else:
                        del self._answers[name]
                time.sleep(INTERVAL)


def _answer(session: requests.Session, address: str) -> str:
    """What is wrong with the service; empty when it is ready."""
    try:
        response = session.get(f"{address}/readyz", timeout=5)
    except requests.RequestException:
        return "does not answer"
    return "" if response.status_code == 200 else f"answers {response.status_code}"
