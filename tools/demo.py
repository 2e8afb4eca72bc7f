"""`make demo`: posts samples to a running system, and shows what became of each comment."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tools import samples
from tools.house import BUS, COMMENTS, MODERATION, POSTS, QUERY, Service, WrongPort

SETTLE_LIMIT = 30.0
"""Seconds without any news after which the demo waits no longer for a verdict."""


class DemoFailed(Exception):
    """The system did not do what the demo needs; the message says what to look at."""


class System:
    """A running Postbus, as a client sees it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy has nothing to do with the loopback

    def address(self, service: Service) -> str:
        return service.address(self._environment)

    def check(self) -> None:
        """Raise DemoFailed unless every service answers."""
        for service in (POSTS, COMMENTS, MODERATION, QUERY, BUS):
            self._call("GET", service, "/healthz")

    def post(self, title: str) -> str:
        """Create a post; return its id."""
        return str(self._call("POST", POSTS, "/posts", {"title": title})["id"])

    def comment(self, post_id: str, text: str) -> str:
        """Write a comment on a post, once comments knows of that; return the comment's id."""
        path = f"/posts/{post_id}/comments"
        deadline = time.monotonic() + SETTLE_LIMIT
        while time.monotonic() < deadline:
            written = self._call("POST", COMMENTS, path, {"comment": text}, may_be_late=True)
            if written is not None:
                return str(written["id"])
            time.sleep(0.2)
        raise DemoFailed(
            f"The {COMMENTS.name} service has not heard of a new post for {SETTLE_LIMIT:.0f} s: "
            f"see {self.address(BUS)}/status"
        )

    def statuses(self, post_ids: Iterable[str]) -> dict[str, str]:
        """What the query service says of every comment of these posts, by the comment's id."""
        return {
            comment["id"]: comment["status"]
            for post_id in post_ids
            for comment in self._call(
                "GET", QUERY, f"/posts/{post_id}/comments?limit=100", may_be_late=True
            )
            or ()
        }

    def _call(
        self,
        method: str,
        service: Service,
        path: str,
        body: dict[str, str] | None = None,
        *,
        may_be_late: bool = False,
    ) -> Any:
        """What is answered; None where the service does not have it yet and `may_be_late`."""
        address = self.address(service)
        while True:
            try:
                response = self._session.request(method, address + path, json=body, timeout=10)
            except requests.RequestException as error:
                raise DemoFailed(
                    f"The {service.name} service does not answer at {address}. "
                    "Start the system first, in another terminal: make up"
                ) from error
            if response.status_code == 404 and may_be_late:
                return None
            if response.status_code == 429:
                time.sleep(float(response.headers.get("Retry-After", "1")))
                continue
            if not response.ok:
                raise DemoFailed(
                    f"The {service.name} service refused {method} {path} "
                    f"({response.status_code}): {response.text[:500]}"
                )
            return response.json()


def run(system: System, console: Console) -> None:
    """Fill the system, wait for the verdicts, show them. Raises DemoFailed."""
    system.check()
    with Progress(
        TextColumn("{task.description:<26}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        posts = [
            system.post(title)
            for title in progress.track(samples.POSTS, description="Writing posts")
        ]
        texts = [*samples.COMMENTS, *samples.HELD]
        written = {
            system.comment(post, text): text
            for post, text in progress.track(
                [(post, text) for text in texts for post in posts],
                description="Writing comments",
            )
        }
        to_be_decided = {comment for comment, text in written.items() if text not in samples.HELD}
        task = progress.add_task("Waiting for moderation", total=len(to_be_decided))
        for statuses in _news(system, posts):
            decided = {comment for comment, status in statuses.items() if status != "pending"}
            progress.update(task, completed=len(decided & to_be_decided))
            if decided >= to_be_decided and statuses.keys() >= written.keys():
                break
    _show(system, statuses, len(written), console)


def _news(system: System, posts: Sequence[str]) -> Iterator[dict[str, str]]:
    """The comments' statuses, again and again, until nothing changes for SETTLE_LIMIT seconds."""
    last: dict[str, str] = {}
    deadline = time.monotonic() + SETTLE_LIMIT
    while time.monotonic() < deadline:
        statuses = system.statuses(posts)
        if statuses != last:
            deadline = time.monotonic() + SETTLE_LIMIT
        last = statuses
        yield statuses
        time.sleep(0.2)


def _show(system: System, statuses: Mapping[str, str], written: int, console: Console) -> None:
    counts = Counter(statuses.values())
    table = Table(title=f"What became of {written} comments", title_justify="left")
    table.add_column("status")
    table.add_column("comments", justify="right")
    table.add_column("meaning")
    table.add_row("approved", str(counts["approved"]), "everybody reads them")
    table.add_row("rejected", str(counts["rejected"]), "by a rule; their text is not shown")
    table.add_row("pending", str(counts["pending"]), "held by a rule until a person decides")
    if written > len(statuses):
        table.add_row("missing", str(written - len(statuses)), "not seen by the query service yet")
    console.print(table)
    console.print(f"The page in one request:  {system.address(QUERY)}/posts")
    console.print(f"Decide what is held:      {system.address(MODERATION)}/admin/  (make admin)")
    console.print(f"The log of all events:    {system.address(BUS)}/admin/")


def main() -> int:
    """Returns an exit code."""
    try:
        run(System(os.environ), Console(soft_wrap=True))
    except (DemoFailed, WrongPort) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
