"""Clients that post, comment and delete, and who are not always told what became of it."""

import random
import threading
from collections import deque
from contextlib import suppress
from typing import Final, Self

import requests

from tools.chaos.fleet import Fleet
from tools.chaos.ledger import Attempt, Deletion, Ledger, Outcome, Status
from tools.chaos.operator import Operator

TIMEOUT: Final = (2.0, 4.0)
"""Seconds that a client waits for the connection, and for the answer."""

PAUSES: Final[dict[Outcome, float]] = {"acked": 0.05, "refused": 0.2, "unknown": 0.3}
"""Seconds that a client rests after each outcome."""

RECENT: Final = 12
"""Posts that are commented on at a time."""

SHARES: Final = {"comment": 84, "post": 10, "delete a comment": 4, "delete a post": 2}
"""Of a hundred things that a client does."""

# What moderation's sample rules make of each.
TEXTS: Final[dict[str, Status]] = {
    "I was there last week": "approved",
    "My grandmother did it the same way": "approved",
    "Could you say more about the costs": "approved",
    "The orange one is better": "rejected",
    "Mine are better too, buy now": "pending",
}


class Clients:
    """`count` clients on threads of their own; `rng` is for the choice of what they say."""

    def __init__(self, fleet: Fleet, ledger: Ledger, count: int, rng: random.Random) -> None:
        self._fleet = fleet
        self._ledger = ledger
        self._posts: deque[str] = deque(maxlen=RECENT)
        self._comments: deque[tuple[str, str]] = deque(maxlen=RECENT * RECENT)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._run,
                args=(f"client {n}", random.Random(rng.random())),  # noqa: S311 - no secret
                name=f"client {n}",
                daemon=True,
            )
            for n in range(count)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Let each request that is under way end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, name: str, rng: random.Random) -> None:
        operator = Operator(self._fleet)
        attempt, rest = 0, 0.0
        while not self._stopping.wait(rest):
            # A new text each time: an unknown outcome is tried again as a post of its own.
            attempt += 1
            posts, comments = list(self._posts), list(self._comments)
            (what,) = rng.choices(list(SHARES), weights=list(SHARES.values()))
            if what == "delete a post" and posts:
                outcome = self._delete_post(operator, rng.choice(posts))
            elif what == "delete a comment" and comments:
                outcome = self._delete_comment(operator, *rng.choice(comments))
            elif what == "comment" and posts:
                text = rng.choice(list(TEXTS))
                made = self._comment(rng.choice(posts), text, f"{attempt} of {name}")
                outcome = self._write(made)
            else:
                outcome = self._write(self._post(f"Post {attempt} of {name}"))
            rest = PAUSES[outcome]

    def _write(self, made: Attempt) -> Outcome:
        self._ledger.write(made)
        return made.outcome

    def _post(self, title: str) -> Attempt:
        """Write a post, once."""
        outcome, id = self._send("posts", "/posts", {"title": title})
        if id is not None:
            self._posts.append(id)
        return Attempt(title, outcome, id)

    def _comment(self, post_id: str, text: str, mark: str) -> Attempt:
        """Write a comment, once; `mark` makes the text this attempt's own."""
        content = f"{text} ({mark})"
        outcome, id = self._send("comments", f"/posts/{post_id}/comments", {"comment": content})
        if id is not None:
            self._comments.append((id, post_id))
        return Attempt(content, outcome, id, post_id, TEXTS[text])

    def _delete_post(self, operator: Operator, id: str) -> Outcome:
        """Delete a post while others may still comment on it."""
        outcome = self._delete(operator, "posts", id, id)
        with suppress(ValueError):  # nobody comments on it any more
            self._posts.remove(id)
        return outcome

    def _delete_comment(self, operator: Operator, id: str, post_id: str) -> Outcome:
        return self._delete(operator, "comments", id, post_id)

    def _delete(self, operator: Operator, service: str, id: str, post_id: str) -> Outcome:
        """Delete it, unless that was asked for before."""
        if not self._ledger.ask(Deletion(id, post_id)):
            return "refused"
        outcome = operator.delete(service, id)
        self._ledger.settle(Deletion(id, post_id, outcome))
        return outcome

    def _send(self, service: str, path: str, body: dict[str, str]) -> tuple[Outcome, str | None]:
        try:
            # A connection for each: one that outlives a kill would fail the request after it.
            answer = requests.post(
                self._fleet.address(service) + path,
                json=body,
                timeout=TIMEOUT,
                proxies={"http": ""},
                allow_redirects=False,
            )
            if answer.status_code == 201:
                return "acked", str(answer.json()["id"])
        except (requests.RequestException, ValueError, KeyError):
            return "unknown", None
        return ("refused" if answer.status_code == 404 else "unknown"), None
