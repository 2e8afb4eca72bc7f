"""The five services and the page's own server, as `make up` runs them, on ports of their own."""

import sys
import uuid
from typing import Any

from tests.system.harness import ROOT, SERVICES, System, wait_until

DIST = ROOT / "frontend" / "dist" / "index.html"


class Site(System):
    """A running blog with its page. Tests share it, so they look only for what they wrote."""

    def __init__(self) -> None:
        assert DIST.exists(), "The page is not built: make page"
        super().__init__()
        page = self.add("frontend", [], ready="/config.json")
        options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(page.port))
        served = ("--no-ws", "--factory", "tools.page.serving:from_environment")
        page.command = [sys.executable, "-m", "granian", *options, *served]
        for process in self.processes.values():
            process.environment["FRONTEND_PORT"] = str(page.port)

    def start_all(self) -> None:
        """Start whatever does not run."""
        names = (*SERVICES, "frontend")
        down = [name for name in names if not self[name].is_running]
        if down:
            self.start(*down)

    def write_post(self, title: str = "") -> dict[str, Any]:
        """A post that readers can see and write to; its title is like no other."""
        title = title or unique("Post")
        post: dict[str, Any] = self.post("posts", "/posts", {"title": title}).json()
        path = f"/posts/{post['id']}"
        wait_until(lambda: self.get("query", path).ok, f"query has {title!r}")
        self._wait_for_comments(post)
        return post

    def wait_for_post(self, title: str) -> None:
        """Wait until a post that was written on a page can be commented on."""
        [post] = [one for one in self.get("posts", "/posts").json() if one["title"] == title]
        self._wait_for_comments(post)

    def _wait_for_comments(self, post: dict[str, Any]) -> None:
        path = f"/posts/{post['id']}/comments"
        wait_until(lambda: self.get("comments", path).ok, f"comments has {post['title']!r}")

    def write_comment(self, post: dict[str, Any], text: str) -> dict[str, Any]:
        """A comment as its author gets it back; what becomes of it is not waited for."""
        answer = self.post("comments", f"/posts/{post['id']}/comments", {"comment": text})
        assert answer.status_code == 201, answer.text
        comment: dict[str, Any] = answer.json()
        return comment

    def settle(self, post: dict[str, Any], count: int) -> None:
        """Wait until readers see that many judged comments of the post."""
        path = f"/posts/{post['id']}/comments?limit=100"

        def judged() -> bool:
            comments = self.get("query", path).json()
            return [c["status"] != "pending" for c in comments] == [True] * count

        wait_until(judged, f"{count} comments are judged")


def unique(word: str) -> str:
    return f"{word} {uuid.uuid4().hex[:8]}"
