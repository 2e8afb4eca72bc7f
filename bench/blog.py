"""What both systems are, to one who measures: a blog, written to and read over HTTP."""

import json
import time
from typing import Any, Protocol

from bench.client import Client, UnexpectedAnswer
from bench.load import Request

TEXT = "The bread was still warm when we came home. Thank you for the recipe!"
"""A comment that nobody objects to."""

SHORTLY = 0.005

AT_ONCE = 100
"""Comments in one page, at most."""


class Blog(Protocol):
    """The calls that measurements make."""

    patience: float
    """Seconds without any further verdict after which none will come."""

    def create_post(self, title: str) -> str:
        """Write a post, and return its id once comments are taken on it."""
        ...

    def commenting(self, post_id: str) -> Request:
        """The request that comments on it with TEXT."""
        ...

    def comment(self, post_id: str) -> str:
        """Comment on it once, and return the comment's id."""
        ...

    def status(self, post_id: str, comment_id: str) -> str | None:
        """How query shows one of the post's newest comments; None while it does not."""
        ...

    def settled(self, post_ids: list[str]) -> int:
        """By one request, how many comments on them have their verdict: so many, or more."""
        ...

    def statuses(self, post_ids: list[str]) -> list[str]:
        """The status of every comment on them that query shows."""
        ...


class OurBlog:
    """Postbus, by the ports of its services."""

    patience = 60.0  # what fails is tried again, later and later

    def __init__(self, ports: dict[str, int]) -> None:
        self._comments_port = ports["comments"]
        self._posts = Client(ports["posts"])
        self._comments = Client(ports["comments"])
        self._query = Client(ports["query"])

    def create_post(self, title: str) -> str:
        """The comments service learns of it by its event."""
        id: str = self._posts.post("/posts", {"title": title})["id"]
        until = time.monotonic() + self.patience
        while True:
            try:
                self._comments.get(f"/posts/{id}/comments")
            except UnexpectedAnswer:
                if time.monotonic() > until:
                    raise
                time.sleep(SHORTLY)
            else:
                return id

    def commenting(self, post_id: str) -> Request:
        """POST to the comments service."""
        return _commenting(self._comments_port, post_id)

    def comment(self, post_id: str) -> str:
        """The answer is the comment."""
        id: str = self._comments.post(f"/posts/{post_id}/comments", {"comment": TEXT})["id"]
        return id

    def status(self, post_id: str, comment_id: str) -> str | None:
        """From the post's page."""
        return _status(self._query.get(f"/posts/{post_id}"), comment_id)

    def settled(self, post_ids: list[str]) -> int:
        """From the page: a post's events are applied in order, so its newest comments tell."""
        shown = self._query.get(f"/posts?limit={AT_ONCE}")
        return sum(_settled(post) for post in shown if post["id"] in post_ids)

    def statuses(self, post_ids: list[str]) -> list[str]:
        """From the lists of comments, page by page."""
        return [status for id in post_ids for status in self._statuses(id)]

    def _statuses(self, post_id: str) -> list[str]:
        found: list[str] = []
        path = f"/posts/{post_id}/comments?limit={AT_ONCE}"
        while path:
            body, headers = self._query.read(path)
            found += [comment["status"] for comment in json.loads(body)]
            following = headers.get("link", "").partition(">")[0].lstrip("<")
            path = following[following.find("/posts/") :] if following else ""
        return found


class OriginBlog:
    """The Express services, by their ports. Their query has one answer: everything."""

    patience = 3.0  # nothing is tried again: what is not there soon is not there ever

    def __init__(self, ports: dict[str, int]) -> None:
        self._comments_port = ports["comments"]
        self._posts = Client(ports["posts"])
        self._comments = Client(ports["comments"])
        self._query = Client(ports["query"])

    def create_post(self, title: str) -> str:
        """Comments are taken on whatever id, whether or not there is such a post."""
        id: str = self._posts.post("/posts", {"title": title})["id"]
        return id

    def commenting(self, post_id: str) -> Request:
        """POST to the comments service."""
        return _commenting(self._comments_port, post_id)

    def comment(self, post_id: str) -> str:
        """The answer is all comments of the post."""
        path = f"/posts/{post_id}/comments"
        id: str = self._comments.post(path, {"comment": TEXT})[-1]["id"]
        return id

    def status(self, post_id: str, comment_id: str) -> str | None:
        """From the page."""
        return _status(self._query.get("/posts")[post_id], comment_id)

    def settled(self, post_ids: list[str]) -> int:
        """From the page."""
        statuses = self.statuses(post_ids)
        return len(statuses) - statuses.count("pending")

    def statuses(self, post_ids: list[str]) -> list[str]:
        """From the page."""
        shown = self._query.get("/posts")
        return [comment["status"] for id in post_ids for comment in shown[id]["comments"]]


def _commenting(port: int, post_id: str) -> Request:
    return Request(port, "POST", f"/posts/{post_id}/comments", json.dumps({"comment": TEXT}))


def _status(post: dict[str, Any], comment_id: str) -> str | None:
    for comment in post["comments"]:
        if comment["id"] == comment_id:
            status: str = comment["status"]
            return status
    return None


def _settled(post: dict[str, Any]) -> int:
    newest = [comment["status"] for comment in post["comments"]]
    pending = newest.count("pending")
    known: int = post["commentCount"] - pending
    return known if pending < len(newest) or not pending else 0
