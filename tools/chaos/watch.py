"""Somebody who looks at the page all the while: what was there is never gone or older again."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

import requests

from tools.chaos.finding import Finding
from tools.chaos.fleet import Fleet
from tools.chaos.ledger import Deletion, Ledger

EVERY: Final = 0.25
"""Seconds between two looks."""


class Seen:
    """All that the pages showed so far."""

    def __init__(self) -> None:
        self._statuses: dict[str, str] = {}
        self._most: dict[str, int] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._gone: set[str] = set()

    def compare(self, page: Sequence[Any], deletions: Iterable[Deletion] = ()) -> list[Finding]:
        """What is older in this page than in those before it; then they count as one.

        `deletions` are those that had been asked for when the page was made, or later.
        """
        fewer = Counter(deletion.post_id for deletion in deletions)
        found = []
        for post in page:
            if post["id"] in self._gone:
                found.append(f"post {post['id']} was gone before")
            count, most = post["commentCount"], self._most.get(post["id"], 0)
            if count < most - fewer[post["id"]]:
                found.append(f"post {post['id']} showed {count} comments after {most}")
            self._most[post["id"]] = max(count, most)
            for comment in post["comments"]:
                then, status = self._statuses.get(comment["id"], "pending"), comment["status"]
                if then not in ("pending", status):
                    found.append(f"comment {comment['id']} was {status} after it was {then}")
                self._statuses[comment["id"]] = status
        self._note_gone(page)
        return [Finding("out of order", what) for what in found]

    def _note_gone(self, page: Sequence[Any]) -> None:
        """A post that was seen, and would stand above the last of this page, is gone."""
        self._places |= {post["id"]: (post["createdAt"], post["id"]) for post in page}
        if page:
            last = self._places[page[-1]["id"]]
            above = {id for id, place in self._places.items() if place > last}
            self._gone |= above - {post["id"] for post in page}


class Watch:
    """Looks at query's page until the end of the `with`."""

    def __init__(self, fleet: Fleet, ledger: Ledger) -> None:
        self._ledger = ledger
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
            self.findings += seen.compare(page, self._ledger.deletions)
