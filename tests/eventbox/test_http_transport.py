"""The bus over HTTP: the expected answer is success, and nothing else is."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from eventbox.errors import BusError, EventRefused
from eventbox.testing import make_event
from eventbox.transports.base import LogState
from eventbox.transports.http import HttpTransport
from tests.eventbox.stub_bus import HANG_UP, Answer, StubBus, stub_bus

EVENTS = [make_event("Noted", {"text": text}) for text in "abc"]
TEXTS = [event.text for event in EVENTS]


@pytest.fixture
def bus() -> Iterator[StubBus]:
    with stub_bus() as bus:
        yield bus


@pytest.fixture
def transport(bus: StubBus) -> Iterator[HttpTransport]:
    transport = HttpTransport(bus.url, "a token")
    yield transport
    transport.close()


def positions(*numbers: Any) -> Answer:
    return Answer(201, {"status": "OK", "events": [{"id": "x", "position": n} for n in numbers]})


def test_events_are_sent_as_they_are_written_and_their_positions_answered(
    bus: StubBus, transport: HttpTransport
) -> None:
    bus.answers = [positions(7, 8, 9)]
    assert transport.append(TEXTS) == [7, 8, 9]
    [asked] = bus.asked
    assert (asked.method, asked.path) == ("POST", "/events")
    assert asked.body.decode() == f"[{','.join(TEXTS)}]"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["authorization"] == "Bearer a token"


def test_without_a_token_no_authorization_is_sent(bus: StubBus) -> None:
    bus.answers = [positions(1)]
    HttpTransport(bus.url).append(TEXTS[:1])
    assert "authorization" not in bus.asked[0].headers


def test_neither_a_proxy_nor_a_netrc_of_the_environment_is_used(
    bus: StubBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    bus.answers = [positions(1)]
    assert HttpTransport(bus.url).append(TEXTS[:1]) == [1]


def test_events_that_were_in_the_log_already_are_a_success(
    bus: StubBus, transport: HttpTransport
) -> None:
    bus.answers = [Answer(200, positions(3, 1, 2).body)]
    assert transport.append(TEXTS) == [3, 1, 2]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>Welcome to the hotel's network</html>"),
        Answer(200, b""),
        Answer(200, b"\xff\xfe"),
        Answer(200, "NaN"),
        Answer(200, None),
        Answer(200, []),
        Answer(200, {}),
        Answer(201, {"events": None}),
        Answer(201, {"events": [1, 2, 3]}),
        Answer(201, {"events": [{}, {}, {}]}),
        positions(1, 2),
        positions(1, 2, 3, 4),
        positions("1", "2", "3"),
        positions(1, 2, None),
        positions(1, 2, True),
        positions(1, 2, -1),
        positions(1, 2, 0),
        positions(1, 2, 2**63),
        Answer(202, positions(1, 2, 3).body),
        Answer(204),
        Answer(302, positions(1, 2, 3).body, {"Location": "/elsewhere"}),
        Answer(308, positions(1, 2, 3).body, {"Location": "/elsewhere"}),
        Answer(401, {"detail": "no such token"}),
        Answer(403, {"detail": "this client may not publish"}),
        Answer(404, {"detail": "Not found."}),
        Answer(429, {"detail": "slower"}),
        Answer(500, "<h1>Server Error</h1>"),
        Answer(503, {"detail": "starting"}),
        Answer(201, positions(1, 2, 3).body, cut=True),
        HANG_UP,
    ],
    ids=lambda answer: f"{answer.status} {answer.content[:40]!r}",
)
def test_whatever_else_is_answered_is_tried_again_and_parks_nothing(
    bus: StubBus, transport: HttpTransport, answer: Answer
) -> None:
    bus.answers = [answer]
    with pytest.raises(BusError) as error:
        transport.append(TEXTS)
    assert not isinstance(error.value, EventRefused)


def test_a_redirect_is_not_followed(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(307, b"", {"Location": "/events"}), positions(1)]
    with pytest.raises(BusError, match="307"):
        transport.append(TEXTS[:1])
    assert len(bus.asked) == 1


@pytest.mark.parametrize("status", [400, 403, 409, 413])
def test_what_the_bus_refuses_is_told_with_its_reason(
    bus: StubBus, transport: HttpTransport, status: int
) -> None:
    body = {"detail": "data is missing", "event": {"index": 1, "id": "b", "field": "data"}}
    bus.answers = [Answer(status, body)]
    with pytest.raises(EventRefused, match=f"{status}: data is missing"):
        transport.append(TEXTS)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, "<h1>The plain HTTP request was sent to HTTPS port</h1>"),
        Answer(400, b""),
        Answer(409, []),
        Answer(400, {"error": "somebody else's"}),
        Answer(400, {"detail": "this host is not allowed"}),
        Answer(400, {"detail": "a consumer's /events takes windows", "field": "subscription"}),
        Answer(409, {"position": 7, "types": []}),
    ],
    ids=lambda answer: f"{answer.status} {answer.content[:40]!r}",
)
def test_a_refusal_that_is_not_the_bus_own_parks_nothing(
    bus: StubBus, transport: HttpTransport, answer: Answer
) -> None:
    bus.answers = [answer]
    with pytest.raises(BusError) as error:
        transport.append(TEXTS)
    assert not isinstance(error.value, EventRefused)


def test_a_proxys_413_makes_the_batch_smaller(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(413, "<h1>Request Entity Too Large</h1>")]
    with pytest.raises(EventRefused, match="413"):
        transport.append(TEXTS)


def test_retry_after_in_seconds_is_told(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(503, {"detail": "busy"}, {"Retry-After": "17"})]
    with pytest.raises(BusError, match="503: busy") as error:
        transport.append(TEXTS)
    assert error.value.retry_after == 17.0


def test_retry_after_as_a_date_is_told(bus: StubBus, transport: HttpTransport) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    bus.answers = [Answer(429, {}, {"Retry-After": date})]
    with pytest.raises(BusError) as error:
        transport.append(TEXTS)
    assert error.value.retry_after is not None
    assert 500 < error.value.retry_after <= 600


def test_a_bus_that_is_not_there_is_told_in_a_few_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening
        transport = HttpTransport(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(BusError, match="did not answer") as error:
            transport.append(TEXTS)
    assert "refused" in str(error.value)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://[", "http://-bad-.invalid:99999"])
def test_an_address_that_is_none_is_an_error_of_the_bus_too(url: str) -> None:
    with pytest.raises(BusError):
        HttpTransport(url).append(TEXTS)


def test_a_connection_that_was_closed_in_between_is_opened_again(
    bus: StubBus, transport: HttpTransport
) -> None:
    bus.answers = [positions(1), HANG_UP, positions(2)]
    assert transport.append(TEXTS[:1]) == [1]
    with pytest.raises(BusError):
        transport.append(TEXTS[1:2])
    assert transport.append(TEXTS[1:2]) == [2]


def test_a_subscription_is_put_under_its_name(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(201, {})]
    transport.subscribe("query 2/ä", sink="http://q/events", types=["B", "A"], after=5)
    [asked] = bus.asked
    assert (asked.method, asked.path) == ("PUT", "/subscriptions/query%202%2F%C3%A4")
    assert json.loads(asked.body) == {
        "sink": "http://q/events",
        "types": ["A", "B"],
        "mode": "window",
        "after": 5,
    }


def test_a_subscription_that_is_refused_is_tried_again(
    bus: StubBus, transport: HttpTransport
) -> None:
    bus.answers = [Answer(400, {"detail": "sink is no URL"})]
    with pytest.raises(BusError, match="sink is no URL") as error:
        transport.subscribe("a", sink="", types=[], after=0)
    assert not isinstance(error.value, EventRefused)


def placed(position: int) -> dict[str, Any]:
    return {"position": position, **json.loads(TEXTS[0])}


def test_history_is_asked_for_by_types_and_bounds(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(200, [placed(3), placed(5)])]
    found = transport.history(types={"B", "A"}, after=2, upto=9, limit=10)
    assert [event.position for event in found] == [3, 5]
    assert bus.asked[0].path == "/events?type=A&type=B&after=2&upto=9&limit=10"


@pytest.mark.parametrize("body", [{}, None, [1], [{}], [json.loads(TEXTS[0])], "<html>"])
def test_a_history_that_is_none_is_an_error_of_the_bus(
    bus: StubBus, transport: HttpTransport, body: Any
) -> None:
    bus.answers = [Answer(200, body)]
    with pytest.raises(BusError):
        transport.history(types=["A"], after=0, upto=9, limit=10)


def test_the_state_of_the_log_is_read(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(200, {"log": "l", "head": {"position": 3, "id": "e"}})]
    assert transport.state() == LogState("l", 3, "e")
    bus.answers = [Answer(200, {"log": "l", "head": {"position": 0, "id": None}})]
    assert transport.state() == LogState("l", 0, None)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"log": "l"},
        {"log": None, "head": {"position": 3, "id": "e"}},
        {"log": "l", "head": {"position": "3", "id": "e"}},
        {"log": "l", "head": {"position": 3, "id": 5}},
        {"log": "l", "head": None},
    ],
)
def test_a_state_that_is_none_is_an_error_of_the_bus(
    bus: StubBus, transport: HttpTransport, body: Any
) -> None:
    bus.answers = [Answer(200, body)]
    with pytest.raises(BusError, match="GET /status"):
        transport.state()


def test_the_event_at_a_position_is_looked_up(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(200, {"position": 7, "id": "e7"})]
    assert transport.event_id_at(7) == "e7"
    assert bus.asked[0].path == "/positions/7"


def test_at_position_0_there_is_no_event_to_ask_for(bus: StubBus, transport: HttpTransport) -> None:
    assert transport.event_id_at(0) is None
    assert bus.asked == []


def test_a_position_beyond_the_log_is_an_error(bus: StubBus, transport: HttpTransport) -> None:
    bus.answers = [Answer(404, {"detail": "The log has no event at this position."})]
    with pytest.raises(BusError, match="no event at this position"):
        transport.event_id_at(7)


@pytest.mark.parametrize("body", [[], {}, {"id": 7}, "e7"])
def test_an_id_that_is_none_is_an_error_of_the_bus(
    bus: StubBus, transport: HttpTransport, body: Any
) -> None:
    bus.answers = [Answer(200, body)]
    with pytest.raises(BusError, match="GET /positions/7"):
        transport.event_id_at(7)


@pytest.mark.parametrize(
    "call",
    [
        lambda transport: transport.append(TEXTS),
        lambda transport: transport.subscribe("a", sink="s", types=[], after=0),
        lambda transport: transport.history(types=[], after=0, upto=1, limit=1),
        lambda transport: transport.state(),
        lambda transport: transport.event_id_at(1),
    ],
    ids=["append", "subscribe", "history", "state", "event_id_at"],
)
def test_a_bus_that_hangs_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch, call: Callable[[HttpTransport], object]
) -> None:
    monkeypatch.setattr("eventbox.transports.http.TIMEOUT", (0.05, 0.05))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        transport = HttpTransport(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(BusError, match="timed out"):
            call(transport)
