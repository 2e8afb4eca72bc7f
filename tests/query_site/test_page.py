"""GET /posts, /posts/{id} and /posts/{id}/comments, as clients meet them."""

import re

import pytest
from rest_framework.test import APIClient

from eventbox.testing import apply
from tests.query_site.story import (
    comment_created,
    comment_updated,
    page,
    post_created,
    post_deleted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def _five_posts() -> None:
    apply([post_created(f"p{n}", seconds=n) for n in range(5)])


def follow(client: APIClient, address: str) -> list[str]:
    """The ids of all pages from the address on."""
    ids: list[str] = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        ids.extend(row["id"] for row in answer.json())
        found = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        address = found[1] if found else ""
    return ids


def test_before_the_first_event_the_page_is_an_empty_array(client: APIClient) -> None:
    answer = client.get("/posts")

    assert answer.json() == []
    assert answer.headers["ETag"]


def test_one_request_gives_the_whole_page(client: APIClient) -> None:
    apply([post_created("p"), comment_created("c", "p"), comment_updated("c", "p", content="Ö")])
    answer = client.get("/posts")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.json() == page()
    assert "Ö".encode() in answer.content


@pytest.mark.usefixtures("_five_posts")
@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
def test_the_links_lead_through_all_posts_once(client: APIClient, limit: int) -> None:
    assert follow(client, f"/posts?limit={limit}") == ["p4", "p3", "p2", "p1", "p0"]


def test_the_links_lead_through_all_comments_once(client: APIClient) -> None:
    apply(post_created("p"))
    apply([comment_created(f"c{n:02}", "p", seconds=n // 3) for n in range(25)])

    assert follow(client, "/posts/p/comments?limit=4") == [f"c{n:02}" for n in range(24, -1, -1)]
    assert len(client.get("/posts/p/comments").json()) == 20


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=ten", "limit=", "cursor=here"])
@pytest.mark.parametrize("address", ["/posts", "/posts/p/comments"])
def test_a_page_that_cannot_be_read_is_refused(client: APIClient, address: str, query: str) -> None:
    apply(post_created("p"))
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert list(answer.json()) == [query.split("=")[0]]


def test_one_post_is_answered_as_on_the_page(client: APIClient) -> None:
    apply([post_created("a/b?ü"), post_created("p"), comment_created("c", "p")])

    assert client.get("/posts/p").json() == next(post for post in page() if post["id"] == "p")


@pytest.mark.parametrize("address", ["/posts/nobody", "/posts/nobody/comments", "/posts/x%FFy"])
def test_an_unknown_post_is_404_in_json(client: APIClient, address: str) -> None:
    answer = client.get(address, headers={"If-None-Match": "*"})

    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is no such post."}


def test_a_post_that_is_only_awaited_or_deleted_is_404(client: APIClient) -> None:
    apply([comment_created("c", "awaited"), post_created("gone"), post_deleted("gone")])

    for post in ("awaited", "gone"):
        assert client.get(f"/posts/{post}").status_code == 404
        assert client.get(f"/posts/{post}/comments").status_code == 404


def test_no_public_answer_has_the_text_of_an_unapproved_comment(client: APIClient) -> None:
    apply([post_created("p"), comment_created("a", "p", content="secret")])
    apply(comment_created("b", "p", content="secret"))
    apply(comment_updated("b", "p", status="rejected", content="secret"))

    for address in ("/posts", "/posts/p", "/posts/p/comments"):
        for accept in ("application/json", "text/html"):
            answer = client.get(address, headers={"Accept": accept})
            assert answer.status_code == 200
            assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_page_is_only_read(client: APIClient, method: str) -> None:
    assert getattr(client, method)("/posts", data={}).status_code == 405


def test_a_browser_gets_a_page_to_look_at(client: APIClient) -> None:
    apply(post_created("p", title="Why the bus was late"))
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get("/posts", headers={"Accept": browser})

    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Why the bus was late" in answer.content.decode()
    assert "ETag" not in answer.headers


def test_json_is_the_same_however_it_was_asked_for(client: APIClient) -> None:
    apply(post_created("p"))
    plain = client.get("/posts")

    for answer in (
        client.get("/posts", headers={"Accept": "application/json"}),
        client.get("/posts", headers={"Accept": "application/json, text/html;q=0.5"}),
        client.get("/posts", headers={"Accept": "application/json, text/plain, */*"}),
    ):
        assert answer.content == plain.content
        assert answer.headers["ETag"] == plain.headers["ETag"]
    assert client.get("/posts?format=json").json() == plain.json()


def test_what_we_cannot_write_is_406(client: APIClient) -> None:
    assert client.get("/posts", headers={"Accept": "image/png"}).status_code == 406
