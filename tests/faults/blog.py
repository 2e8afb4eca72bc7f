"""A blog's users: they write posts and comments, and look at the page until all is settled."""

from typing import Any

import requests

from tests.system.harness import System, wait_until

GOOD = "What a good read"
REJECTED = "I only read about an orange"
HELD = "Buy now and read later"
STATUS = {GOOD: "approved", REJECTED: "rejected", HELD: "pending"}


class Blog:
    """Writes to a system and remembers what was answered with 201: none of it may get lost.

    Its users wait `patience` seconds for an answer.
    """

    def __init__(self, system: System, *, patience: float = 30.0) -> None:
        self.system = system
        self._patience = patience
        self.posts: dict[str, str] = {}
        self.comments: dict[str, tuple[str, str]] = {}

    def post(self, title: str) -> str:
        """Write a post; its id."""
        answer = self._write("posts", "/posts", {"title": title})
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        self.posts[id] = title
        return id

    def comment(self, post: str, content: str) -> str:
        """Write a comment; its id."""
        answer = self._write("comments", f"/posts/{post}/comments", {"content": content})
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        self.comments[id] = (post, content)
        return id

    def comment_when_known(self, post: str, content: str) -> str:
        """Write a comment, again and again while the service is down or does not know the post."""
        return wait_until(lambda: self.comment(post, content), "the comment is taken")

    def post_in_the_end(self, title: str) -> str:
        """Write a post, again and again while the service is down: only a 201 counts."""
        return wait_until(lambda: self.post(title), "the post is taken")

    def expected(self) -> dict[str, tuple[str, dict[str, tuple[str, str | None]]]]:
        """What the page must show in the end: post → (title, comment → (status, text))."""
        shown: dict[str, tuple[str, dict[str, tuple[str, str | None]]]] = {
            id: (title, {}) for id, title in self.posts.items()
        }
        for id, (post, content) in self.comments.items():
            status = STATUS[content]
            shown[post][1][id] = (status, content if status == "approved" else None)
        return shown

    def shown(
        self, query: str = "query"
    ) -> dict[str, tuple[str, dict[str, tuple[str, str | None]]]]:
        """What a query service shows of the posts that were written here."""
        page = everything(self.system, query, "/posts")
        return {
            post["id"]: (
                post["title"],
                {
                    comment["id"]: (comment["status"], comment["content"])
                    for comment in everything(self.system, query, f"/posts/{post['id']}/comments")
                },
            )
            for post in page
            if post["id"] in self.posts
        }

    def wait_settled(self, query: str = "query", *, seconds: float = 60.0) -> None:
        """Wait until a query service shows just what was written and decided."""

        def settled() -> bool:
            shown, expected = self.shown(query), self.expected()
            assert shown.keys() == expected.keys()
            for post, (title, comments) in expected.items():
                assert shown[post][0] == title
                assert {id: shown[post][1].get(id) for id in comments} == comments
                # One whose 201 was lost on the way is there too, everywhere or nowhere.
                assert statuses(shown[post][1]) == self._kept(post)
            return True

        wait_until(settled, f"{query} shows all {len(self.comments)} comments", seconds=seconds)

    def _write(self, service: str, path: str, body: dict[str, str]) -> requests.Response:
        return self.system.post(service, path, body, timeout=self._patience)

    def _kept(self, post: str) -> dict[str, str]:
        """The post's comments and how they stand, as their owner has them."""
        kept = everything(self.system, "comments", f"/posts/{post}/comments")
        return {comment["id"]: comment["status"] for comment in kept}


def statuses(comments: dict[str, tuple[str, str | None]]) -> dict[str, str]:
    """How each comment stands, without its text."""
    return {id: status for id, (status, _) in comments.items()}


def everything(system: System, service: str, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    items: list[dict[str, Any]] = []
    url: str | None = system.url(service, f"{path}?limit=100")
    with requests.Session() as session:
        session.trust_env = False
        while url:
            answer = session.get(url, timeout=30)
            assert answer.status_code == 200, answer.text
            items += answer.json()
            url = answer.links.get("next", {}).get("url")
    return items
