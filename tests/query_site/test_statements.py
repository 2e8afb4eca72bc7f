"""A window costs a few statements, however many events it has; a page costs one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from eventbox import Event
from eventbox.testing import apply
from tests.query_site.story import comment_created, comment_deleted, comment_updated, post_created

pytestmark = pytest.mark.django_db

WINDOW = 500
FEW = 16  # SQLite takes 999 parameters a statement, so 500 rows are a few statements of their own


def statements(events: list[Event]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        apply(events)
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_a_window_of_one_event() -> None:
    apply(post_created("p"))

    assert statements([comment_created("c", "p")]) <= 6


def test_a_window_of_new_posts() -> None:
    assert statements([post_created(f"p{n}") for n in range(WINDOW)]) <= FEW


def test_a_window_of_comments_on_as_many_posts() -> None:
    apply([post_created(f"p{n}") for n in range(WINDOW)])

    assert statements([comment_created(f"c{n}", f"p{n}") for n in range(WINDOW)]) <= FEW
    assert statements([comment_updated(f"c{n}", f"p{n}") for n in range(WINDOW)]) <= FEW


def test_a_window_of_comments_on_one_post() -> None:
    apply(post_created("p"))

    assert statements([comment_created(f"c{n}", "p", seconds=n) for n in range(WINDOW)]) <= FEW


def test_a_window_in_which_full_lists_of_many_posts_lose_a_comment() -> None:
    apply([post_created(f"p{n}") for n in range(40)])
    apply([comment_created(f"c{n}", f"p{n % 40}", seconds=n) for n in range(480)])

    deletions = [comment_deleted(f"c{n}", f"p{n % 40}") for n in range(440, 480)]
    assert statements(deletions) <= FEW


@pytest.mark.parametrize("posts", [1, 20])
def test_the_page_is_one_statement_however_many_posts_it_shows(
    client: APIClient, posts: int
) -> None:
    apply([post_created(f"p{n}") for n in range(posts)])

    with CaptureQueriesContext(connection) as captured:
        assert len(client.get("/posts").json()) == posts
    assert len(captured) == 1


def test_a_page_that_the_client_has_already_is_one_statement(client: APIClient) -> None:
    apply(post_created("p"))
    tag = client.get("/posts").headers["ETag"]

    with CaptureQueriesContext(connection) as captured:
        assert client.get("/posts", headers={"If-None-Match": tag}).status_code == 304
    assert len(captured) == 1
