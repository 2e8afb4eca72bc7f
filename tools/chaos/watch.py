"""Somebody who looks at the page all the while: what was there is never gone or older again."""

import threading
from collections.abc import Sequence
from typing import Any, Final, Self

import requests

from tools.chaos.finding import Finding
from tools.chaos.fleet import Fleet

EVERY: Final = 0.25
"""Seconds between two looks."""


class Seen:
    """All that the pages showed so far."""

    def __init__(self) -> None:
        self._statuses: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def compare(self, page: Sequence[Any]) -> list[Finding]:
        """What is older in this page than in those before it; then they count as one."""
        found = []
        for post in page:
            before, count = self._counts.get(post["id"], 0), post["commentCount"]
            if count < before:
                found.append(f"post {post['id']} showed {count} comments after {before}")
            self._counts[post["id"]] = count
            for comment in post["comments"]:
                then, status = self._statuses.get(comment["id"], "pending"), comment["status"]
                if then not in ("pending", status):
                    found.append(f"comment {comment['id']} was {status} after it was {then}")
                self._statuses[comment["id"]] = status
        return [Finding("out of order", what) for what in found]


class Watch:
    """Looks at query's page until the end of the `with`."""

    def __init__(self, fleet: Fleet) -> None:
        self._url = f"{fleet.address('query')}/posts"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.findings: list[Finding] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        seen = Seen()
        while not self._stopping.wait(EVERY):
            try:
                answer = requests.get(self._url, timeout=5, proxies={"http": ""})
                page = answer.json() if answer.status_code == 200 else []
            except (requests.RequestException, ValueError):
                continue  # cut off, or its service is down
            self.findings += seen.compare(page)
