"""The blog as a browser uses it, through the gateway's one port."""

from typing import Any

from tests.deploy.host import Host
from tools.trial.waiting import wait_until

POSTS, COMMENTS, QUERY = "/api/posts", "/api/comments", "/api/query"


def new_post(host: Host, title: str) -> str:
    """The id of a post that is written."""
    answer = host.post(f"{POSTS}/posts", {"title": title})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def new_comment(host: Host, post_id: str, text: str) -> str:
    """The id of a comment that is taken, once comments knows the post."""

    def taken() -> str | None:
        answer = host.post(f"{COMMENTS}/posts/{post_id}/comments", {"comment": text})
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    return str(wait_until(taken, "the comment is taken"))


def comments_of(host: Host, post_id: str) -> list[dict[str, Any]]:
    """As query shows them; none of a post that it does not know yet."""
    answer = host.get(f"{QUERY}/posts/{post_id}/comments")
    found: list[dict[str, Any]] = answer.json() if answer.ok else []
    return found


def settled(host: Host, post_id: str, comment_id: str) -> str:
    """The comment's status, once moderation has decided."""

    def decided() -> str | None:
        known = {one["id"]: one["status"] for one in comments_of(host, post_id)}
        status = known.get(comment_id, "pending")
        return None if status == "pending" else str(status)

    return str(wait_until(decided, "the comment is decided"))
