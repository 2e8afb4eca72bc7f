"""A viewer's side of the stream: reading events, and keeping a copy of the page by them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """One event, as an EventSource gives it: with the id that is the last so far."""

    event: str
    data: Any
    id: str


def parse(body: bytes, last_id: str = "") -> list[Told]:
    """Whole events; comments are left out."""
    found: list[Told] = []
    for block in body.decode().split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.split("\n") if line[:1] not in (":", "")
        )
        last_id = fields.get("id", last_id)
        if "data" in fields:
            found.append(Told(fields["event"], json.loads(fields["data"]), last_id))
    return found


class Copy:
    """The page as a viewer keeps it, who reads it once and then only listens."""

    def __init__(self, page: Iterable[dict[str, Any]] = ()) -> None:
        self.posts = {post["id"]: post for post in page}

    def hear(self, told: Iterable[Told]) -> None:
        for one in told:
            match one.event:
                case "post":
                    self.posts[one.data["id"]] = one.data
                case "post-deleted":
                    self.posts.pop(one.data["id"], None)

    @property
    def page(self) -> list[dict[str, Any]]:
        posts = self.posts.values()
        return sorted(posts, key=lambda post: (post["createdAt"], post["id"]), reverse=True)
