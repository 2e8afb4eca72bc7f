"""GET /posts/{id}/comments: the order, the pages, and whose text nobody may read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from comments_site.comments.models import Comment
from eventbox.testing import apply
from tests.comments_site.blog import PATH, POST, a_comment, know, moderated

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_comments(count: int) -> list[str]:
    """Approved comments a second apart, without events; their texts, newest first."""
    know(POST)
    Comment.objects.bulk_create(
        Comment(
            post_id=POST,
            content=str(number),
            status="approved",
            created_at=NOON + timedelta(seconds=number),
        )
        for number in range(count)
    )
    return [str(number) for number in reversed(range(count))]


def test_the_newest_twenty_come_first(api: Client) -> None:
    texts = make_comments(21)
    assert [comment["content"] for comment in api.get(PATH).json()] == texts[:20]


def test_links_lead_through_all_comments(api: Client) -> None:
    texts = make_comments(5)
    seen, url = [], f"{PATH}?limit=2"
    while url:
        page = api.get(url)
        seen.append([comment["content"] for comment in page.json()])
        link = re.fullmatch(r'<(.+)>; rel="next"', page.get("Link", ""))
        url = link[1] if link else ""
    assert seen == [texts[:2], texts[2:4], texts[4:]]


def test_a_post_lists_its_own_comments_alone(api: Client) -> None:
    mine, _ = a_comment(), a_comment(post_id="other")
    assert [comment["id"] for comment in api.get(PATH).json()] == [mine.id]


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_the_text_of_a_comment_that_is_not_approved_is_in_no_answer(
    api: Client, status: str
) -> None:
    comment = a_comment("SECRET")
    if status != "pending":
        apply(moderated(comment, status))
    answer = api.get(PATH)
    assert answer.json()[0]["content"] is None
    assert answer.json()[0]["status"] == status
    for accept in ("application/json", "text/html", "*/*"):
        assert "SECRET" not in api.get(PATH, headers={"accept": accept}).content.decode()


def test_the_text_of_an_approved_comment_is_shown(api: Client) -> None:
    comment = a_comment("For all to read")
    apply(moderated(comment, "approved"))
    (shown,) = api.get(PATH).json()
    assert list(shown) == ["id", "postId", "content", "status", "createdAt"]
    assert (shown["content"], shown["status"]) == ("For all to read", "approved")


def test_a_post_without_comments_has_an_empty_list(api: Client) -> None:
    know(POST)
    assert api.get(PATH).json() == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=%F0"])
def test_a_page_that_cannot_be_is_refused(api: Client, query: str) -> None:
    know(POST)
    assert api.get(f"{PATH}?{query}").status_code == 400


@pytest.mark.parametrize("id", ["unknown", "-1", "%ED%A0%80", "%F0%9F%A6%89", "%", "x" * 5000])
def test_the_comments_of_an_unknown_post_are_answered_with_404(api: Client, id: str) -> None:
    response = api.get(f"/posts/{id}/comments")
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no such post."}
