"""Deleted in the admin of its owner, a comment or a post is gone from every service."""

from tests.faults.blog import GOOD, HELD, Blog
from tests.system.admin import delete
from tests.system.harness import System, wait_until


def test_what_is_deleted_in_the_admin_is_gone_everywhere(system: System) -> None:
    blog = Blog(system)
    post, other = blog.post("To be deleted"), blog.post("To be kept")
    gone = blog.comment_when_known(other, HELD)
    kept = blog.comment(other, GOOD)
    blog.comment_when_known(post, HELD)
    blog.comment(post, GOOD)
    blog.wait_settled()

    delete(system, "comments", f"/admin/comments/comment/{gone}/delete/")
    wait_until(lambda: set(blog.shown()[other][1]) == {kept}, "query has dropped the comment")
    wait_until(lambda: held(system) == 1, "moderation has dropped the comment")

    delete(system, "posts", f"/admin/posts/post/{post}/delete/")
    wait_until(lambda: set(blog.shown()) == {other}, "query has dropped the post")
    wait_until(lambda: held(system) == 0, "moderation has dropped the post's comments")
    wait_until(
        lambda: system.get("comments", f"/posts/{post}/comments").status_code == 404,
        "comments has dropped the post",
    )
    for service in ("posts", "query"):
        assert system.get(service, f"/posts/{post}").status_code == 404
    assert [item["id"] for item in system.get("comments", f"/posts/{other}/comments").json()] == [
        kept
    ]


def held(system: System) -> int:
    return len(system.get("moderation", "/reviews").json())
