"""Lists through the whole stack: order, limits, links, and what a wrong parameter is told."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from chassis.cursors import Cursor
from tests.chassis.notes.models import Note

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def make_notes(count: int, *, apart: timedelta = timedelta(seconds=1)) -> list[str]:
    """Make notes and answer their texts, newest first."""
    Note.objects.bulk_create(
        Note(id=uuid.UUID(int=number), created_at=NOON + number * apart, text=str(number))
        for number in range(count)
    )
    return [str(number) for number in reversed(range(count))]


def follow(client: Client, url: str | None) -> list[list[str]]:
    """The texts of every page from `url` on."""
    pages = []
    while url:
        response = client.get(url)
        assert response.status_code == 200
        pages.append([note["text"] for note in response.json()])
        link = re.fullmatch(r'<(http://testserver/[^>]+)>; rel="next"', response.get("Link", ""))
        url = link[1] if link else None
    return pages


def test_a_list_is_a_plain_array_of_the_newest_twenty(client: Client) -> None:
    texts = make_notes(21)
    assert [note["text"] for note in client.get("/notes").json()] == texts[:20]


def test_links_lead_through_all_of_it_once(client: Client) -> None:
    texts = make_notes(7)
    assert follow(client, "/notes?limit=3") == [texts[:3], texts[3:6], texts[6:]]


def test_the_last_full_page_has_no_link(client: Client) -> None:
    texts = make_notes(6)
    assert follow(client, "/notes?limit=3") == [texts[:3], texts[3:]]


def test_rows_of_the_same_instant_are_told_apart_by_id(client: Client) -> None:
    texts = make_notes(5, apart=timedelta(0))
    assert follow(client, "/notes?limit=2") == [texts[:2], texts[2:4], texts[4:]]


def test_a_row_that_arrives_between_two_pages_shifts_nothing(client: Client) -> None:
    texts = make_notes(4)
    link = client.get("/notes?limit=2")["Link"].split(">")[0].strip("<")
    Note.objects.create(text="new", created_at=NOON + timedelta(days=1))
    assert follow(client, link) == [texts[2:]]


def test_other_parameters_are_kept_in_the_link(client: Client) -> None:
    make_notes(2)
    assert "colour=green&" in client.get("/notes?colour=green&limit=1")["Link"]


def test_an_empty_list_is_an_empty_array(client: Client) -> None:
    response = client.get("/notes")
    assert response.json() == []
    assert "Link" not in response


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "many", "", "٣", "1e1", "9" * 5000])
def test_a_limit_out_of_range_is_refused_with_its_reason(client: Client, limit: str) -> None:
    response = client.get("/notes", {"limit": limit})
    assert response.status_code == 400
    assert response.json() == {"limit": ["This must be a whole number from 1 to 100."]}


@pytest.mark.parametrize(
    "cursor", ["", "nonsense", "A" * 5000, "🦉", Cursor(NOON, "no-uuid").encode()]
)
def test_a_malformed_cursor_is_refused_with_its_reason(client: Client, cursor: str) -> None:
    response = client.get("/notes", {"cursor": cursor})
    assert response.status_code == 400
    assert "Link header" in response.json()["cursor"][0]


def test_a_page_costs_one_query(client: Client, django_assert_num_queries: object) -> None:
    make_notes(30)
    link = client.get("/notes")["Link"].split(">")[0].strip("<")
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get(link)
