from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bus_site.bus.admin.filters import distinct
from bus_site.bus.appending import append
from bus_site.bus.models import LoggedEvent
from bus_site.bus.reading import position_before
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db

LIST = "/admin/bus/loggedevent/"


def listed(admin_client: Client, query: str = "") -> list[int]:
    answer = admin_client.get(LIST + query)
    assert answer.status_code == 200, answer.headers
    return [row.position for row in answer.context["cl"].result_list]


def test_the_newest_events_come_first(admin_client: Client) -> None:
    fill(120)
    assert listed(admin_client) == list(range(120, 70, -1))
    assert listed(admin_client, "?p=3") == list(range(20, 0, -1))


def test_an_empty_log_is_shown(admin_client: Client) -> None:
    assert listed(admin_client) == []


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("first", [1]),
        ("subject-2", [2]),
        ("Third", [3]),
        ("story", [2, 3]),
        ("2", [2]),
        ("nothing", []),
        ("99999999999999999999", []),
        ("%", []),
        ("٣", []),
    ],
)
def test_events_are_found_by_whole_values(
    admin_client: Client, term: str, found: list[int]
) -> None:
    append(
        [
            event("first", "First"),
            event("second", "Second", subject="subject-2", correlation_id="story"),
            event("third", "Third", correlation_id="story"),
        ]
    )
    answer = admin_client.get(LIST, {"q": term})
    assert [row.position for row in answer.context["cl"].result_list] == found[::-1]


def test_filters_narrow_by_type_source_and_time(admin_client: Client) -> None:
    append([event("1", "A"), event("2", "B", source="/comments"), event("3", "A")])
    long_ago = timezone.now() - timedelta(days=2)
    LoggedEvent.objects.filter(position=1).update(appended_at=long_ago)
    assert listed(admin_client, "?type=A") == [3, 1]
    assert listed(admin_client, "?source=/comments") == [2]
    assert listed(admin_client, "?since=1d") == [3, 2]
    assert listed(admin_client, "?since=7d&type=A") == [3, 1]
    assert listed(admin_client, "?since=1d&type=A&q=1") == []


def test_an_event_is_shown_with_pretty_json_and_its_chain(admin_client: Client) -> None:
    append(
        [
            event("root", "Asked"),
            event("mid", "Answered", causation_id="root", data={"text": "<b>ä</b>"}),
            event("leaf", "Thanked", causation_id="mid"),
        ]
    )
    page = admin_client.get(f"{LIST}2/change/").content.decode()
    assert "&quot;text&quot;: &quot;&lt;b&gt;ä&lt;/b&gt;&quot;" in page
    assert f'<a href="{LIST}1/change/">1 Asked</a>' in page
    assert "<strong>2 Answered</strong>" in page
    assert f'<a href="{LIST}3/change/">3 Thanked</a>' in page


@pytest.mark.parametrize("path", ["add/", "1/delete/"])
def test_nobody_changes_the_log(admin_client: Client, path: str) -> None:
    fill(1)
    assert admin_client.get(LIST + path).status_code == 403
    assert admin_client.post(LIST + path, {"post": "yes"}).status_code == 403


def test_a_change_by_hand_is_refused(admin_client: Client) -> None:
    fill(1)
    before = LoggedEvent.objects.values().get()
    assert admin_client.post(f"{LIST}1/change/", {"type": "Forged"}).status_code == 403
    assert LoggedEvent.objects.values().get() == before


def test_the_list_offers_no_action_that_deletes(admin_user: User) -> None:
    request = RequestFactory().get(LIST)
    request.user = admin_user
    assert not site._registry[LoggedEvent].get_actions(request)


@pytest.mark.only_on("sqlite")  # Postgres plans by statistics: a small table is read whole
@pytest.mark.parametrize(
    "query", ["", "?p=4", "?type=PostCreated", "?source=/posts", "?since=1d", "?q=Posts"]
)
def test_a_list_never_reads_or_sorts_the_whole_log(admin_client: Client, query: str) -> None:
    fill(300)
    with CaptureQueriesContext(connection) as queries:
        listed(admin_client, query)
    for captured in queries:
        sql, plan = captured["sql"], _plan(captured["sql"])
        assert "SCAN bus_loggedevent" not in plan or "LIMIT" in sql, sql
        by_id = '"event_id" = ' in sql  # at most one per source, so there is nothing to sort
        assert "TEMP B-TREE" not in plan or by_id, sql


def _plan(sql: str) -> str:
    if "bus_loggedevent" not in sql or not sql.startswith("SELECT"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        rows: list[Any] = cursor.fetchall()
    return "\n".join(str(row[3]) for row in rows)


def test_the_choices_are_found_by_steps() -> None:
    append([event(str(n), "CAB"[n % 3]) for n in range(30)])
    with CaptureQueriesContext(connection) as queries:
        assert distinct("type") == ["A", "B", "C"]
    assert len(queries) == 4


def test_a_time_is_found_by_a_few_looks() -> None:
    fill(200)
    begin = timezone.now() - timedelta(hours=10)
    for row in LoggedEvent.objects.only("position"):
        row.appended_at = begin + timedelta(minutes=row.position)
        row.save(update_fields=["appended_at"])
    with CaptureQueriesContext(connection) as queries:
        assert position_before(begin + timedelta(minutes=150)) == 149
    assert len(queries) < 12
    assert position_before(begin) == 0
    assert position_before(timezone.now() + timedelta(days=1)) == 200
