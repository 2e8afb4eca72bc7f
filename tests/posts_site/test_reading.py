"""GET /posts and GET /posts/{id}."""

import re

import pytest
from django.test import Client

from posts_site.posts.models import Post
from posts_site.posts.services import delete_posts
from tests.posts_site.writing import make_posts, send

pytestmark = pytest.mark.django_db


def test_the_newest_twenty_come_first(api: Client) -> None:
    titles = make_posts(21)
    assert [post["title"] for post in api.get("/posts").json()] == titles[:20]


def test_links_lead_through_all_posts(api: Client) -> None:
    titles = make_posts(5)
    seen, url = [], "/posts?limit=2"
    while url:
        page = api.get(url)
        seen.append([post["title"] for post in page.json()])
        link = re.fullmatch(r'<(.+)>; rel="next"', page.get("Link", ""))
        url = link[1] if link else ""
    assert seen == [titles[:2], titles[2:4], titles[4:]]


def test_no_posts_are_an_empty_array(api: Client) -> None:
    assert api.get("/posts").json() == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=%F0"])
def test_a_page_that_cannot_be_is_refused(api: Client, query: str) -> None:
    assert api.get(f"/posts?{query}").status_code == 400


def test_one_post_is_read_as_it_was_answered(api: Client) -> None:
    written = send(api, '{"title": "Hello"}')[1]
    read = api.get(f"/posts/{written['id']}")
    assert (read.status_code, read.json()) == (200, written)
    assert api.get("/posts").json() == [written]


def test_a_deleted_post_is_answered_with_404(api: Client) -> None:
    make_posts(1)
    id = Post.objects.get().id
    delete_posts(ids=[id])
    response = api.get(f"/posts/{id}")
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no such post."}


@pytest.mark.parametrize(
    "id",
    [
        "1",
        "019cade2-11c0-752e-89a7-834df2a74de4",
        "-1",
        "null",
        "..",
        "a b",
        "%",
        "'; DROP TABLE posts_post; --",
        "🦉",
        "\ud800",
        "x" * 5000,
    ],
)
def test_an_unknown_id_of_whatever_shape_is_answered_with_404(api: Client, id: str) -> None:
    path = "/posts/" + "".join(f"%{byte:02X}" for byte in id.encode("utf-8", "surrogatepass"))
    response = api.get(path)
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no such post."}


def test_nul_in_an_id_is_refused(api: Client) -> None:
    assert api.get("/posts/a%00b").status_code == 400
