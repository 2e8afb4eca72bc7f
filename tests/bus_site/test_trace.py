import pytest
from rest_framework.test import APIClient

from bus_site.bus.appending import append
from bus_site.bus.models import LoggedEvent
from bus_site.bus.tracing import chain
from tests.bus_site.events import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def _story() -> None:
    append(
        [
            event("c", "CommentCreated", source="/comments", correlation_id="story", subject="s"),
            event("other", "Other", correlation_id="another"),
            event(
                "m",
                "CommentModerated",
                source="/moderation",
                correlation_id="story",
                causation_id="c",
                data={"content": "secret text"},
            ),
            event("u", "CommentUpdated", correlation_id="story", causation_id="m"),
        ]
    )


@pytest.mark.usefixtures("_story")
def test_a_trace_is_the_path_of_an_event_in_order(bus: APIClient) -> None:
    steps = bus.get("/trace/story").json()
    assert [step["type"] for step in steps] == [
        "CommentCreated",
        "CommentModerated",
        "CommentUpdated",
    ]
    assert [step["causationid"] for step in steps] == [None, "c", "m"]
    assert steps[0].keys() == {
        *("position", "id", "type", "source", "subject", "time", "appendedAt"),
        *("causationid", "delayMs", "receivedBy"),
    }


@pytest.mark.usefixtures("_story")
def test_a_trace_tells_how_long_each_step_took(bus: APIClient) -> None:
    first = LoggedEvent.objects.get(event_id="c")
    LoggedEvent.objects.filter(event_id="m").update(
        appended_at=first.appended_at.replace(year=first.appended_at.year + 1)
    )
    steps = bus.get("/trace/story").json()
    assert steps[0]["delayMs"] is None
    assert steps[1]["delayMs"] in (365 * 86_400_000, 366 * 86_400_000)


@pytest.mark.usefixtures("_story")
def test_a_trace_never_shows_data(bus: APIClient) -> None:
    assert "secret" not in bus.get("/trace/story").content.decode()


@pytest.mark.usefixtures("_story")
def test_the_id_of_any_event_leads_to_its_story(bus: APIClient) -> None:
    assert bus.get("/trace/u").json() == bus.get("/trace/story").json()


def test_an_event_without_correlation_is_traced_by_its_causes_and_effects(bus: APIClient) -> None:
    append([event("a"), event("x"), event("b", causation_id="a"), event("c", causation_id="b")])
    assert [step["id"] for step in bus.get("/trace/b").json()] == ["a", "b", "c"]


def test_the_cause_may_belong_to_another_story(bus: APIClient) -> None:
    append([event("a", correlation_id="x"), event("b", correlation_id="y", causation_id="a")])
    (step,) = bus.get("/trace/y").json()
    assert step["delayMs"] is not None


def test_a_long_story_comes_in_pages(bus: APIClient) -> None:
    append([event(str(n), correlation_id="story") for n in range(5)])
    seen: list[str] = []
    address = "/trace/story?limit=2"
    while address:
        answer = bus.get(address)
        seen += [step["id"] for step in answer.json()]
        address = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seen == ["0", "1", "2", "3", "4"]


def test_an_unknown_story_is_404(bus: APIClient) -> None:
    assert bus.get("/trace/nothing").status_code == 404


@pytest.mark.parametrize("query", ["after=x", "limit=0", "limit=1001", "types=A"])
def test_a_wrong_parameter_is_refused(bus: APIClient, query: str) -> None:
    assert bus.get(f"/trace/x?{query}").status_code == 400


def test_a_chain_shows_causes_first_and_effects_below() -> None:
    append(
        [
            event("root"),
            event("left", causation_id="root"),
            event("right", causation_id="root"),
            event("leaf", causation_id="right"),
        ]
    )
    shown = [(link.event.event_id, link.depth) for link in chain(LoggedEvent.objects.get(pk=3))]
    assert shown == [("root", 0), ("right", 1), ("leaf", 2)]
    shown = [(link.event.event_id, link.depth) for link in chain(LoggedEvent.objects.get(pk=1))]
    assert shown == [("root", 0), ("left", 1), ("right", 1), ("leaf", 2)]


def test_causes_that_run_in_a_circle_end() -> None:
    append([event("a", causation_id="b"), event("b", causation_id="a")])
    assert len(chain(LoggedEvent.objects.get(pk=1))) == 2


def test_a_chain_has_an_end() -> None:
    append([event("root"), *(event(str(n), causation_id="root") for n in range(300))])
    assert len(chain(LoggedEvent.objects.get(pk=1), limit=100)) == 100
