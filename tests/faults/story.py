"""The story of three posts that each crash test tells anew, and what is seen of it in the end.

On the first post, comments are approved, rejected and held. On the second one moderation's handler
fails: the comment is parked, the next one queues behind it, and both are redriven when it is
mended. The bus refuses the third one until it is mended; a log in NATS refuses nothing. What is
seen has the places of posts and comments in the story for their ids, so that two runs can be
compared.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import requests

from tests.faults.blog import GOOD, HELD, REJECTED, everything
from tests.faults.crashing import POISONED, REFUSED
from tests.faults.supervision import SINGLES, TALLY, CrashableSystem
from tests.system.harness import wait_until

CONSUMERS = ("comments", "query", "moderation", TALLY)
PUBLISHERS = ("posts", "comments", "moderation", TALLY)
FIRST, SECOND = "First", "Second"
SEND_AGAIN = "UPDATE eventbox_outboxevent SET parked_at = NULL WHERE parked_at IS NOT NULL"
"""What the admin's action does."""


@dataclass(frozen=True)
class Outcome:
    """How a write ended: whether the client got its 201, and whether the change was made."""

    answered: bool
    kept: bool


class Story:
    """One telling, `number`; `outcomes` has every try to write."""

    def __init__(self, system: CrashableSystem, number: int) -> None:
        self.outcomes: list[Outcome] = []
        self._system = system
        self._suffix = f" of story {number}"
        self._after = int(system.get("bus", "/status").json()["head"]["position"])

    def tell(self, mend_when: Callable[[], object] = lambda: True) -> None:
        """Write it all; what fails is mended once it is parked and `mend_when` is true."""
        poison = self._system.folder("moderation") / "poison"
        refusing = self._system.folder("bus") / "refusing"
        for mistake in (poison, refusing):
            mistake.parent.mkdir(exist_ok=True)
            mistake.touch()
        refused = 1 if self._system.log_refuses else 0
        first, second = self._post(FIRST), self._post(SECOND)
        self._post(REFUSED)
        for content in (GOOD, REJECTED, HELD):
            self._comment(first, content)
        for content in (POISONED, GOOD):
            self._comment(second, content)
        wait_until(
            lambda: self._parked() == 2 and self._refused() == refused and mend_when(),
            "the second post's key is parked at moderation, the third post at its relay",
        )
        poison.unlink()
        refusing.unlink()
        self._system.database("posts").execute(SEND_AGAIN)

    def end(self) -> dict[str, Any]:
        """What there is once nothing is under way any more."""
        wait_until(self._at_rest, "all is sent, applied and redriven")
        posts = [post for post in everything(self._system, "posts", "/posts") if self._is_own(post)]
        posts.reverse()
        comments = [(post, comment) for post in posts for comment in self._comments(post["id"])]
        names = {post["id"]: f"post {n}" for n, post in enumerate(posts)}
        names |= {comment["id"]: f"comment {n}" for n, (_, comment) in enumerate(comments)}
        log = [
            event
            for event in self._system.get("bus", "/events", params={"after": self._after}).json()
            if event.get("partitionkey") in names
        ]
        seen = {
            "posts": [post["title"] for post in posts],
            "comments": [comment for _, comment in comments],
            "page": [self._shown(post["id"]) for post in posts],
            "reviews": [self._review(comment["id"]) for _, comment in comments],
            "log": _stories(log),
            "applied": self._applied(log),
            "singles": self._singles(log),
        }
        return _named(seen, names | {self._suffix: ""})

    def _post(self, name: str) -> str:
        title = name + self._suffix

        def there() -> list[str]:
            posts = everything(self._system, "posts", "/posts")
            return [post["id"] for post in posts if post["title"] == title]

        return self._write("posts", "/posts", {"title": title}, there)

    def _comment(self, post: str, content: str) -> str:
        # The service learns of a post by its event: until then it answers 404.
        before = wait_until(lambda: [self._comments(post)], "comments has the post")[0]

        def there() -> list[str]:
            return [comment["id"] for comment in self._comments(post)[len(before) :]]

        path = f"/posts/{post}/comments"
        return self._write("comments", path, {"content": content}, there)

    def _write(
        self, service: str, path: str, body: dict[str, str], there: Callable[[], list[str]]
    ) -> str:
        """Write; a client whose answer was lost looks whether it is there before it tries again."""
        try:
            answer = self._system.post(service, path, body)
            assert answer.status_code == 201, answer.text
            id: str = answer.json()["id"]  # of a process that dies meanwhile, only a part comes
        except requests.RequestException:
            kept = wait_until(lambda: [there()], f"{service} is back")[0]
            self.outcomes.append(Outcome(answered=False, kept=bool(kept)))
            return kept[0] if kept else self._write(service, path, body, there)
        self.outcomes.append(Outcome(answered=True, kept=True))
        return id

    def _comments(self, post: str) -> list[dict[str, Any]]:
        """In the order in which they were written."""
        return everything(self._system, "comments", f"/posts/{post}/comments")[::-1]

    def _shown(self, post: str) -> dict[str, Any]:
        shown: dict[str, Any] = self._system.get("query", f"/posts/{post}").json()
        return shown

    def _review(self, comment: str) -> dict[str, Any]:
        review: dict[str, Any] = self._system.get("moderation", f"/reviews/{comment}").json()
        return review

    def _applied(self, log: list[dict[str, Any]]) -> list[str]:
        """What the tally has counted: each event once for each time that it was applied."""
        counts = self._system.get(TALLY, "/counts").json()
        return sorted(
            f"{event['type']} {event['subject']} × {counts.get(event['id'], 0)}" for event in log
        )

    def _singles(self, log: list[dict[str, Any]]) -> dict[str, Any]:
        """What came in json mode; one that came again comes behind itself."""
        events = {event["id"]: event for event in log}
        came = [id for id in self._system.get(TALLY, "/singles").json() if id in events]
        return _stories([events[id] for id, _ in groupby(came)])

    def _refused(self) -> int:
        return int(self._system.get("posts", "/status").json()["outbox"]["parked"])

    def _parked(self) -> int:
        parked = self._system.get("moderation", "/status").json()["parked"]
        return int(parked["events"])

    def _is_own(self, post: dict[str, Any]) -> bool:
        return str(post["title"]).endswith(self._suffix)

    def _at_rest(self) -> bool:
        """Every consumer at the head, then every outbox sent, and the head still the same."""
        head = self._head()
        states = {
            name: self._system.get(name, "/status").json() for name in {*CONSUMERS, *PUBLISHERS}
        }
        for name in CONSUMERS:
            cursor = states[name]["cursor"]  # None until the bus has reached it
            assert cursor is not None, f"{name} is new"
            assert cursor["position"] == head, f"{name} is behind"
            assert states[name]["parked"]["events"] == 0, f"{name} has parked events"
            assert states[name]["cursor"]["stopped"] is None
        singles = self._system.get("bus", f"/subscriptions/{SINGLES}").json()
        assert singles["position"] == head, "singles are behind"
        states = {name: self._system.get(name, "/status").json() for name in PUBLISHERS}
        for name in PUBLISHERS:
            assert states[name]["outbox"]["depth"] == 0, f"{name} has unsent events"
        return self._head() == head

    def _head(self) -> int:
        return int(self._system.get("bus", "/status").json()["head"]["position"])


def _stories(log: list[dict[str, Any]]) -> dict[str, Any]:
    """The log's facts as the order within a key fixes them: each subject's, and each type's."""
    subjects, types = defaultdict(list), defaultdict(list)
    for event in log:
        fact = [event["source"], event["type"], event["data"]]
        subjects[f"{event['partitionkey']} {event['subject']}"].append(fact)
        types[f"{event['partitionkey']} {event['type']}"].append(event["subject"])
    return {"of each subject": subjects, "of each type": types}


def _named(seen: Any, names: dict[str, str]) -> dict[str, Any]:
    """`seen` with `names` for ids, and without times."""
    text = json.dumps(_without_times(seen), sort_keys=True)
    for id, name in names.items():
        text = text.replace(id, name)
    named: dict[str, Any] = json.loads(text)
    return named


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_times(v) for k, v in value.items() if not k.endswith("At")}
    return [_without_times(item) for item in value] if isinstance(value, list) else value
