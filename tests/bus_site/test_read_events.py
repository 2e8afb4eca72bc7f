import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from bus_site.bus import reading
from bus_site.bus.appending import append
from eventbox.envelope import Event
from tests.bus_site.events import envelope, event, fill

pytestmark = pytest.mark.django_db


def read(bus: APIClient, query: str = "") -> Any:
    answer = bus.get("/events" + query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.getvalue())


def positions(bus: APIClient, query: str = "") -> list[int]:
    return [item["position"] for item in read(bus, query)]


def test_an_empty_log_is_an_empty_array(bus: APIClient) -> None:
    assert read(bus) == []
    assert read(bus, "?limit=5") == []


def test_the_whole_log_is_read_in_order(bus: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_ROWS", 3)
    fill(10)
    assert positions(bus) == list(range(1, 11))


def test_an_event_is_given_as_it_was_sent_with_its_position(bus: APIClient) -> None:
    sent = json.dumps(envelope("a", data={"x": "ä"}), indent=1)
    append([Event.parse(sent)])
    body = bus.get("/events").getvalue().decode()
    assert sent[1:].strip() in body
    assert json.loads(body) == [{**envelope("a", data={"x": "ä"}), "position": 1}]


def test_after_and_upto_bound_what_is_read(bus: APIClient) -> None:
    fill(6)
    assert positions(bus, "?after=2") == [3, 4, 5, 6]
    assert positions(bus, "?after=2&upto=4") == [3, 4]
    assert positions(bus, "?upto=99") == [1, 2, 3, 4, 5, 6]
    assert positions(bus, "?after=6") == []
    assert positions(bus, "?after=5&upto=2") == []


def test_filters_narrow_what_is_read(bus: APIClient) -> None:
    append(
        [
            event("1", "A", subject="s", correlation_id="c"),
            event("2", "B", subject="s", correlation_id="d"),
            event("3", "C", subject="t", correlation_id="d"),
        ]
    )
    assert positions(bus, "?type=A") == [1]
    assert positions(bus, "?type=A&type=C") == [1, 3]
    assert positions(bus, "?subject=s") == [1, 2]
    assert positions(bus, "?correlationid=d") == [2, 3]
    assert positions(bus, "?subject=s&correlationid=d&type=B") == [2]
    assert positions(bus, "?type=Unknown") == []


def test_pages_follow_one_another_by_their_links(bus: APIClient) -> None:
    append([event(str(n), "AB"[n % 2]) for n in range(10)])
    seen: list[int] = []
    address = "/events?limit=2&type=A"
    while address:
        answer = bus.get(address)
        seen += [item["position"] for item in json.loads(answer.getvalue())]
        link = answer.headers.get("Link", "")
        assert not link or link.endswith('>; rel="next"')
        address = link.partition(">")[0].lstrip("<")
        if address:
            assert parse_qs(urlsplit(address).query)["type"] == ["A"]
    assert seen == [1, 3, 5, 7, 9]


def test_a_page_that_ends_with_the_log_has_no_link(bus: APIClient) -> None:
    fill(4)
    answer = bus.get("/events?limit=4")
    assert len(json.loads(answer.getvalue())) == 4
    assert "Link" not in answer.headers


def test_the_log_is_read_in_few_queries_of_bounded_size(bus: APIClient) -> None:
    fill(2500)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(read(bus)) == 2500
    pages = [query["sql"] for query in queries if "envelope" in query["sql"]]
    assert len(pages) == 3


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=",
        "after=1.5",
        "after=٣",
        "after=9999999999999999999",
        "after=" + "9" * 400,
        "upto=x",
        "limit=0",
        "limit=1001",
        "limit=-5",
        "limit=all",
        "types=A",
        "Type=A",
        "&".join(f"type={n}" for n in range(101)),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_by_name(bus: APIClient, query: str) -> None:
    answer = bus.get("/events?" + query)
    assert answer.status_code == 400
    (name,) = answer.json()
    assert name == query.partition("=")[0]


def test_a_browser_is_shown_a_page_and_not_the_whole_log(bus: APIClient) -> None:
    fill(60)
    answer = bus.get("/events", HTTP_ACCEPT="text/html")
    assert answer.status_code == 200
    assert "after=50" in answer.headers["Link"]


def test_one_event_is_found_by_its_id(bus: APIClient) -> None:
    fill(3)
    answer = bus.get("/events/2")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["position"]) == ("2", 2)


def test_an_id_may_have_slashes_and_blanks(bus: APIClient) -> None:
    append([event("a/b c?d")])
    assert bus.get("/events/a%2Fb%20c%3Fd").json()["id"] == "a/b c?d"


def test_an_unknown_event_is_404(bus: APIClient) -> None:
    answer = bus.get("/events/nothing")
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_an_id_of_two_sources_asks_for_the_source(bus: APIClient) -> None:
    append([event("a"), event("a", source="/comments")])
    assert bus.get("/events/a").status_code == 400
    assert bus.get("/events/a?source=/comments").json()["position"] == 2
    assert bus.get("/events/a?source=/query").status_code == 404
