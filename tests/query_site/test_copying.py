"""The projection shows what posts and comments have told."""

import pytest

from eventbox.testing import apply
from query_site.query.models import Comment, Post
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    comments_of,
    page,
    post_created,
    post_deleted,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_new_post_is_on_the_page_without_comments() -> None:
    apply(post_created("p", title="Why the bus was late", seconds=1))

    assert page() == [
        {
            "id": "p",
            "title": "Why the bus was late",
            "createdAt": told(1),
            "commentCount": 0,
            "comments": [],
        }
    ]


def test_a_pending_comment_is_counted_and_shown_without_its_text() -> None:
    apply([post_created("p"), comment_created("c", "p", content="secret", seconds=2)])

    assert page()[0]["commentCount"] == 1
    assert page()[0]["comments"] == [
        {"id": "c", "content": None, "status": "pending", "createdAt": told(2)}
    ]


def test_an_approved_comment_is_shown_with_its_text() -> None:
    apply([post_created("p"), comment_created("c", "p")])
    apply(comment_updated("c", "p", content="Thank you"))

    assert page()[0]["comments"][0]["content"] == "Thank you"
    assert page()[0]["comments"][0]["status"] == "approved"


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_the_text_of_an_unapproved_comment_is_stored_nowhere(status: str) -> None:
    apply([post_created("p"), comment_created("c", "p", content="secret")])
    apply(comment_updated("c", "p", status="approved", version=2, content="secret"))
    apply(comment_updated("c", "p", status=status, version=3, content="secret"))

    assert Comment.objects.get().content is None
    assert "secret" not in Post.objects.get().ready


def test_posts_stand_newest_first() -> None:
    apply([post_created(id, seconds=second) for id, second in (("a", 1), ("c", 3), ("b", 2))])

    assert [post["id"] for post in page()] == ["c", "b", "a"]


def test_a_post_shows_its_newest_ten_comments_and_counts_all() -> None:
    apply(post_created("p"))
    apply([comment_created(f"c{n:02}", "p", seconds=n) for n in range(12)])

    assert [line["id"] for line in page()[0]["comments"]] == [f"c{n:02}" for n in range(11, 1, -1)]
    assert page()[0]["commentCount"] == 12
    assert len(comments_of("p") or []) == 12


def test_comments_of_one_instant_stand_in_the_order_of_their_ids() -> None:
    apply([post_created("p"), *(comment_created(id, "p") for id in ("b", "Z", "ä", "a"))])

    assert [line["id"] for line in page()[0]["comments"]] == ["ä", "b", "a", "Z"]
    assert page()[0]["comments"] == comments_of("p")


def test_where_one_of_the_newest_ten_is_deleted_the_eleventh_moves_up() -> None:
    apply(post_created("p"))
    apply([comment_created(f"c{n:02}", "p", seconds=n) for n in range(12)])
    apply(comment_deleted("c05", "p"))

    shown = [line["id"] for line in page()[0]["comments"]]
    assert shown == ["c11", "c10", "c09", "c08", "c07", "c06", "c04", "c03", "c02", "c01"]
    assert page()[0]["commentCount"] == 11


def test_an_update_of_an_older_comment_leaves_the_newest_ten_alone() -> None:
    apply(post_created("p"))
    apply([comment_created(f"c{n:02}", "p", seconds=n) for n in range(12)])
    before = page()
    apply(comment_updated("c00", "p", content="old", seconds=0))

    assert page() == before
    assert (comments_of("p") or [])[-1]["content"] == "old"


def test_a_deleted_comment_is_gone() -> None:
    apply([post_created("p"), comment_created("c", "p"), comment_updated("c", "p")])
    apply(comment_deleted("c", "p"))

    assert page()[0]["comments"] == []
    assert page()[0]["commentCount"] == 0
    assert comments_of("p") == []


def test_a_deleted_post_takes_its_comments_along() -> None:
    apply([post_created("p"), comment_created("c", "p"), comment_updated("c", "p")])
    apply(post_deleted("p"))

    assert page() == []
    assert comments_of("p") is None
    assert not Comment.objects.exists()


def test_a_comment_and_the_end_of_its_post_in_one_window_leave_nothing() -> None:
    apply([post_created("p"), comment_created("c", "p"), post_deleted("p")])

    assert page() == []
    assert not Comment.objects.exists()


def test_ids_are_opaque_up_to_255_characters() -> None:
    post_id, comment_id = "é" * 255, "a b/ü?" + "x" * 249
    apply([post_created(post_id), comment_created(comment_id, post_id)])

    assert page()[0]["id"] == post_id
    assert page()[0]["comments"][0]["id"] == comment_id
