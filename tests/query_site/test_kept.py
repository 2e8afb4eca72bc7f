"""What a process keeps of what it has read is given again only while it is still so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from eventbox.testing import apply
from query_site.query.kept import LARGEST, MOST, Kept
from query_site.query.selectors import Reading
from query_site.query.services import reset_projection
from tests.query_site.story import comment_created, comment_updated, post_created, post_deleted

ADDRESSES = ["/posts", "/posts/p", "/posts/p/comments"]


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
    assert "query_projection" in captured[0]["sql"]


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
def test_what_a_link_leads_to_is_told_in_the_words_of_each_request(client: APIClient) -> None:
    apply([post_created("p"), post_created("q")])
    for host in ("localhost", "127.0.0.1"):
        link = client.get("/posts?limit=1", headers={"Host": host}).headers["Link"]
        assert f"//{host}" in link


def test_a_few_addresses_are_kept_those_that_were_asked_for_last() -> None:
    kept = Kept()
    for n in range(MOST):
        kept.put(f"/{n}", Reading("x", "s"))
    assert kept.get("/0", "s") is not None
    kept.put("/new", Reading("x", "s"))
    assert "/0" in kept
    assert "/1" not in kept
    assert "/new" in kept


def test_what_is_large_or_has_no_stamp_is_not_kept() -> None:
    kept = Kept()
    kept.put("/large", Reading("x" * (LARGEST + 1), "s"))
    kept.put("/empty", Reading("[]", None))
    assert "/large" not in kept
    assert "/empty" not in kept
