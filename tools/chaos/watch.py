"""Somebody who looks at the page all the while: what was there is never gone or older again."""

import threading
from typing import Any, Final, Self

import requests

from tools.chaos.fleet import Fleet
from tools.chaos.verdict import Finding

EVERY: Final = 0.25
"""Seconds between two looks."""


class Watch:
    """Looks until the end of the `with`, and once more at each `look`."""

    def __init__(self, fleet: Fleet) -> None:
        self._url = f"{fleet.address('query')}/posts"
        self._statuses: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.findings: list[Finding] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        self._thread.join()

    def see(self, page: list[dict[str, Any]]) -> None:
        """Compare a page with all that was seen before."""
        for post in page:
            before = self._counts.get(post["id"], 0)
            if post["commentCount"] < before:
                self._find(
                    f"post {post['id']} shows {post['commentCount']} comments after {before}"
                )
            self._counts[post["id"]] = post["commentCount"]
            for comment in post["comments"]:
                then = self._statuses.get(comment["id"], "pending")
                if then not in ("pending", comment["status"]):
                    self._find(f"comment {comment['id']} is {comment['status']} after {then}")
                self._statuses[comment["id"]] = comment["status"]

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                answer = requests.get(self._url, timeout=5, proxies={"http": ""})
                if answer.status_code == 200:
                    self.see(answer.json())
            except (requests.RequestException, ValueError):
                pass  # cut off, or its service is down

    def _find(self, what: str) -> None:
        self.findings.append(Finding("out of order", what))
