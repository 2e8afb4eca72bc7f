"""ETag and If-None-Match: who has the newest already is told so, and nobody else is."""

import pytest
from rest_framework.test import APIClient

from eventbox.testing import apply
from query_site.query.models import Projection
from query_site.query.services import reset_projection
from tests.query_site.story import comment_created, comment_updated, post_created

pytestmark = pytest.mark.django_db

ADDRESSES = ["/posts", "/posts?limit=3", "/posts/p", "/posts/p/comments"]


@pytest.fixture(autouse=True)
def _a_post() -> None:
    apply([post_created("p"), comment_created("c", "p")])


def tag_of(client: APIClient, address: str) -> str:
    tag: str = client.get(address).headers["ETag"]
    return tag


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_newest_is_answered_304_without_a_body(client: APIClient, address: str) -> None:
    tag = tag_of(client, address)
    answer = client.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Accept" in answer.headers["Vary"]


def test_the_tag_is_a_strong_one(client: APIClient) -> None:
    assert tag_of(client, "/posts").startswith('"')


@pytest.mark.parametrize("header", ['"other", {tag}', "W/{tag}", "*", '{tag}, "other"'])
def test_lists_weak_tags_and_the_asterisk_are_understood(client: APIClient, header: str) -> None:
    wanted = header.format(tag=tag_of(client, "/posts"))

    assert client.get("/posts", headers={"If-None-Match": wanted}).status_code == 304


@pytest.mark.parametrize("header", ['"other"', "rubbish", "", '"', "W/"])
def test_any_other_tag_gets_the_page(client: APIClient, header: str) -> None:
    answer = client.get("/posts", headers={"If-None-Match": header})

    assert answer.status_code == 200
    assert answer.json()[0]["id"] == "p"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_makes_the_tag_another(client: APIClient, address: str) -> None:
    tag = tag_of(client, address)
    apply(comment_updated("c", "p"))
    answer = client.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_events_that_change_nothing_leave_the_tag(client: APIClient) -> None:
    tag = tag_of(client, "/posts")
    apply([post_created("p"), comment_created("c", "p")])

    assert tag_of(client, "/posts") == tag


def test_a_projection_that_was_emptied_and_filled_again_has_other_tags(client: APIClient) -> None:
    tag = tag_of(client, "/posts")
    reset_projection()
    apply([post_created("p"), comment_created("c", "p")])

    assert tag_of(client, "/posts") != tag


def test_a_database_restored_from_an_older_copy_never_gives_an_old_tag_to_other_content(
    client: APIClient,
) -> None:
    older_copy = Projection.objects.get()
    apply(comment_updated("c", "p", version=2))
    tag = tag_of(client, "/posts")
    older_copy.save()
    apply(comment_updated("c", "p", version=3, status="rejected"))

    assert Projection.objects.get().change == older_copy.change + 1
    assert client.get("/posts", headers={"If-None-Match": tag}).status_code == 200


def test_addresses_do_not_share_a_tag(client: APIClient) -> None:
    assert len({tag_of(client, address) for address in ADDRESSES}) == len(ADDRESSES)


def test_head_is_get_without_the_body(client: APIClient) -> None:
    answer = client.head("/posts")

    assert answer.status_code == 200
    assert answer.headers["ETag"] == tag_of(client, "/posts")
    assert answer.content == b""
