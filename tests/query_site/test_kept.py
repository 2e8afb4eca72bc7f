"""What a process keeps of what it has read is given again only while it is still so."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from eventbox.testing import apply
from query_site.query import keeping, selectors
from query_site.query.kept import LARGEST, MOST, Answer, Kept
from query_site.query.selectors import STAMP_SQL
from query_site.query.services import reset_projection
from tests.query_site.story import comment_created, comment_updated, post_created, post_deleted

ADDRESSES = ["/posts", "/posts/p", "/posts/p/comments"]
HOSTS = ["localhost", "127.0.0.1"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_costs_a_look_at_the_stamp(client: APIClient, address: str) -> None:
    apply([post_created("p"), comment_created("c", "p")])
    first = client.get(address)
    with CaptureQueriesContext(connection) as captured:
        again = client.get(address)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len(captured) == 1
    assert captured[0]["sql"] == STAMP_SQL


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_shows_at_once(client: APIClient, address: str) -> None:
    apply([post_created("p"), comment_created("c", "p")])
    before = client.get(address)
    apply(comment_updated("c", "p"))
    after = client.get(address)
    assert after.content != before.content
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_what_was_deleted_is_gone_at_once(client: APIClient, address: str) -> None:
    apply(post_created("p"))
    assert client.get(address).status_code == 200
    apply(post_deleted("p"))
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_nothing_of_an_emptied_projection_is_given_again(client: APIClient) -> None:
    apply(post_created("p"))
    assert len(client.get("/posts").json()) == 1
    reset_projection()
    assert client.get("/posts").json() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "values", "answered_in"),
    [
        ("Host", HOSTS, "Link"),
        (
            "Origin",
            ["http://localhost:3000", "http://127.0.0.1:3000"],
            "Access-Control-Allow-Origin",
        ),
    ],
)
def test_what_an_answer_owes_to_its_request_is_that_requests_own(
    client: APIClient, header: str, values: list[str], answered_in: str
) -> None:
    apply([post_created("p"), post_created("q")])
    for value in [*values, *values]:
        answer = client.get("/posts?limit=1", headers={header: value})
        assert value in answer.headers[answered_in]


@pytest.mark.django_db
def test_every_request_has_an_id_of_its_own(client: APIClient) -> None:
    apply(post_created("p"))
    ids = {client.get("/posts").headers["X-Correlation-ID"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.django_db
def test_a_browser_and_a_program_are_answered_each_in_its_way(client: APIClient) -> None:
    apply(post_created("p"))
    for _ in range(2):
        assert client.get("/posts").headers["Content-Type"] == "application/json"
        page = client.get("/posts", headers={"Accept": "text/html"})
        assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_newest_is_told_so_again_and_of_a_change_at_once(
    client: APIClient, address: str
) -> None:
    apply([post_created("p"), comment_created("c", "p")])
    tag = client.get(address).headers["ETag"]
    for _ in range(2):
        answer = client.get(address, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    apply(comment_updated("c", "p"))
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_who_shows_who_he_is_is_given_nothing_that_was_kept(client: APIClient, header: str) -> None:
    apply(post_created("p"))
    client.get("/posts")
    with CaptureQueriesContext(connection) as captured:
        assert len(client.get("/posts", headers={header: "a=b"}).json()) == 1
    assert "query_post" in captured[0]["sql"]


@pytest.mark.django_db
def test_while_the_database_is_down_nothing_is_given_that_may_be_old(
    client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(post_created("p"))
    assert client.get("/posts").status_code == 200

    def down(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(keeping, "current_stamp", down)
    monkeypatch.setattr(selectors, "_posts", down)
    assert client.get("/posts").status_code == 503


def test_a_few_answers_are_kept_those_that_were_asked_for_last() -> None:
    kept = Kept()
    answer = Answer("s", 200, {}, b"x")
    for n in range(MOST):
        kept.put(n, answer)
    assert kept.get(0) is not None
    kept.put("new", answer)
    assert kept.get(0) is not None
    assert kept.get(1) is None
    assert kept.get("new") is not None


def test_what_is_large_is_not_kept() -> None:
    kept = Kept()
    kept.put("large", Answer("s", 200, {}, b"x" * (LARGEST + 1)))
    assert kept.get("large") is None
