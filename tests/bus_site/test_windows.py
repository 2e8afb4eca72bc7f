"""What is sent next in window mode, and when nothing is."""

import json
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bus_site.bus.appending import append
from bus_site.bus.conf import DeliverySettings
from bus_site.bus.models import Head
from bus_site.bus.outcomes import Answer, Stopped
from bus_site.bus.pushes import Place, Push
from bus_site.bus.windows import Windows
from eventbox.window import Window
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def windows(clock: Clock) -> Windows:
    return Windows(DeliverySettings(max_events=3), clock)


def at(position: int, *types: str) -> Place:
    return Place("query", position, types)


def sent(windows: Windows, place: Place) -> Push:
    push = windows.next(place, Head.current())
    assert isinstance(push, Push)
    return push


def delivered(windows: Windows, place: Place) -> dict[str, Any]:
    push = sent(windows, place)
    windows.outcome(push, Answer(200, json.dumps({"position": push.upto}).encode()))
    body: dict[str, Any] = json.loads(push.body)
    return body


def test_a_window_says_where_it_begins_and_ends_and_in_which_log(windows: Windows) -> None:
    fill(4)
    body = delivered(windows, at(2))
    events = body.pop("events")
    assert body == {
        "log": Head.current().log,
        "subscription": "query",
        "after": 2,
        "afterId": "2",
        "upto": 4,
        "uptoId": "4",
        "types": [],
        "head": 4,
    }
    assert [event["position"] for event in events] == [3, 4]


def test_a_window_is_one_that_a_consumer_reads(windows: Windows) -> None:
    append([event("1", data={"text": "Grüße ☃"})])
    window = Window.parse(sent(windows, at(0, "PostCreated")).body)
    assert (window.after_id, window.upto_id, window.types) == (None, "1", ("PostCreated",))
    assert window.events[0].data == {"text": "Grüße ☃"}


def test_a_window_that_the_bounds_cut_ends_with_its_last_event(windows: Windows) -> None:
    append([event(str(n), "AB"[n % 2]) for n in range(9)])
    body = delivered(windows, at(0, "A"))
    assert [event["position"] for event in body["events"]] == [1, 3, 5]
    assert (body["upto"], body["uptoId"], body["head"]) == (5, "4", 9)
    body = delivered(windows, at(5, "A"))
    assert (body["after"], body["afterId"]) == (5, "4")
    assert (body["upto"], body["uptoId"]) == (9, "8")


def test_the_first_contact_is_made_at_once_even_with_nothing_to_say(windows: Windows) -> None:
    body = delivered(windows, at(0))
    assert (body["after"], body["upto"], body["uptoId"], body["events"]) == (0, 0, None, [])


def test_an_empty_window_is_a_heartbeat(windows: Windows, clock: Clock) -> None:
    fill(1)
    delivered(windows, at(0))
    assert windows.next(at(1), Head.current()) == 20.0
    clock.now += 19.0
    assert windows.next(at(1), Head.current()) == 1.0
    clock.now += 1.0
    assert delivered(windows, at(1))["events"] == []
    assert windows.next(at(1), Head.current()) == 20.0


def test_a_window_that_only_moves_the_cursor_waits_a_moment_for_company(
    windows: Windows, clock: Clock
) -> None:
    delivered(windows, at(0, "A"))
    append([event("1", "B")])
    assert windows.next(at(0, "A"), Head.current()) == 1.0
    clock.now += 0.6
    assert windows.next(at(0, "A"), Head.current()) == pytest.approx(0.4)
    clock.now += 0.5
    body = delivered(windows, at(0, "A"))
    assert (body["events"], body["upto"], body["uptoId"]) == ([], 1, "1")


def test_an_event_ends_that_wait(windows: Windows, clock: Clock) -> None:
    delivered(windows, at(0, "A"))
    append([event("1", "B")])
    assert windows.next(at(0, "A"), Head.current()) == 1.0
    append([event("2", "A")])
    assert delivered(windows, at(0, "A"))["upto"] == 2
    append([event("3", "B")])
    clock.now += 0.9
    assert windows.next(at(2, "A"), Head.current()) == 1.0


def test_a_consumer_ahead_of_the_log_is_stopped(windows: Windows) -> None:
    fill(3)
    stopped = windows.next(at(4), Head.current())
    assert isinstance(stopped, Stopped)
    assert "position 4" in stopped.reason
    assert "3" in stopped.reason


def test_windows_shrink_down_to_single_events(windows: Windows) -> None:
    fill(3)
    assert len(json.loads(sent(windows, at(0)).body)["events"]) == 3
    assert windows.shrink()
    assert len(json.loads(sent(windows, at(0)).body)["events"]) == 1
    assert not windows.shrink()


def test_what_comes_next_is_read_while_the_consumer_works(
    windows: Windows, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(7)
    head = Head.current()
    push = sent(windows, at(0))
    windows.read_ahead(at(0), push, head)
    with django_assert_num_queries(0):
        ahead = windows.next(at(3), head)
    assert isinstance(ahead, Push)
    assert Window.parse(ahead.body) == Window.parse(sent(windows, at(3)).body)


@pytest.mark.parametrize("elsewhere", [at(2), at(3, "Other")])
def test_what_was_read_ahead_is_left_where_the_consumer_is_elsewhere(
    windows: Windows, elsewhere: Place
) -> None:
    fill(7)
    windows.read_ahead(at(0), sent(windows, at(0)), Head.current())
    body = json.loads(sent(windows, elsewhere).body)
    assert body["after"] == elsewhere.position
    assert body["types"] == list(elsewhere.types)
    assert all(event["position"] > elsewhere.position for event in body["events"])
