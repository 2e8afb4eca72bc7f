import json
from typing import Any

import pytest

from bus_site.bus.refusal import Refused
from bus_site.bus.submission import Publisher, read_submission
from eventbox.envelope import MAX_BATCH_BYTES, MAX_EVENT_BYTES
from tests.bus_site.events import envelope, text

ANYBODY = Publisher(None, {"NoteTaken": "/notes"})
POSTS = Publisher("posts", {})


def refusal(body: bytes, publisher: Publisher = ANYBODY) -> Refused:
    with pytest.raises(Refused) as caught:
        read_submission(body, publisher)
    return caught.value


def test_an_event_keeps_the_text_that_was_sent() -> None:
    sent = json.dumps(envelope(), indent=3)
    (event,) = read_submission(f" \n{sent}\n".encode(), ANYBODY)
    assert event.text == sent


def test_each_event_of_an_array_keeps_its_own_text() -> None:
    first, second = json.dumps(envelope("a"), indent=1), json.dumps(envelope("b"))
    events = read_submission(f"[ {first} ,\n{second} ]".encode(), ANYBODY)
    assert [event.text for event in events] == [first, second]


def test_a_bare_event_is_given_the_rest_of_its_envelope() -> None:
    body = text({"type": "NoteTaken", "data": {"id": "n1", "postId": "p1"}})
    (event,) = read_submission(body, ANYBODY)
    written = json.loads(event.text)
    assert written["specversion"] == "1.0"
    assert event.source == "/notes"
    assert event.time is not None
    assert event.partition_key == "p1"
    assert event.subject == event.correlation_id == "n1"


def test_a_bare_event_without_ids_in_its_data_begins_a_story_of_its_own() -> None:
    (event,) = read_submission(text({"type": "Tick", "data": 7}), ANYBODY)
    assert (event.source, event.partition_key, event.subject) == ("/unknown", None, None)
    assert event.correlation_id == event.id


def test_a_bare_event_comes_from_the_service_whose_token_it_carries() -> None:
    (event,) = read_submission(text({"type": "NoteTaken", "data": {}}), POSTS)
    assert event.source == "/posts"


def test_ids_in_bare_data_that_are_no_strings_are_left_alone() -> None:
    (event,) = read_submission(text({"type": "Tick", "data": {"id": 7, "postId": []}}), ANYBODY)
    assert (event.partition_key, event.subject) == (None, None)


def test_a_service_may_not_publish_under_the_source_of_another() -> None:
    refused = refusal(text([envelope("a"), envelope("b", source="/query")]), POSTS)
    assert refused.status == 403
    assert refused.as_json()["event"] == {"index": 1, "id": "b", "field": "source"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x" * 256}, "id"),
        ({"source": None}, "source"),
        ({"source": ""}, "source"),
        ({"type": []}, "type"),
        ({"subject": 1}, "subject"),
        ({"time": "yesterday"}, "time"),
        ({"time": 1.5}, "time"),
        ({"partitionkey": ""}, "partitionkey"),
        ({"correlationid": {}}, "correlationid"),
        ({"causationid": 1}, "causationid"),
        ({"position": -1}, "position"),
        ({"Postid": "x"}, "Postid"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
    ],
)
def test_a_malformed_event_is_refused_by_its_index_and_field(
    fields: dict[str, Any], field: str
) -> None:
    refused = refusal(text([envelope("good"), envelope(**{"id": "bad", **fields})]))
    assert refused.status == 400
    assert (refused.index, refused.field) == (1, field)
    assert refused.reason


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"[",
        b"[{}",
        b"[]",
        b"[,]",
        b"{}{}",
        b"[{}] x",
        b"null",
        b"true",
        b"12",
        b'"text"',
        b"NaN",
        b'{"type":"A","data":NaN}',
        b'{"type":"A","data":1e999}',
        b'{"type":"A","data":"\\u0000"}',
        b'{"type":"A","data":"\\ud800"}',
        b'{"type":"A","data":1,"data":2}',
        b'{"type":"\xff","data":1}',
        b'{"type":"A"}',
        b'{"type":7,"data":1}',
        b'{"type":"","data":1}',
        b'{"data":1}',
        b"[[]]",
        b"[1]",
        b"[null]",
        b"[" * 100_000,
        b'{"type":"A","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"type":"A","data":' + b"9" * 5000 + b"}",
        "\ufeff{}".encode(),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(body: bytes) -> None:
    refused = refusal(body)
    assert refused.status == 400
    assert refused.reason


def test_an_event_beyond_its_size_is_too_large() -> None:
    refused = refusal(text([envelope("a"), envelope("b", data="x" * MAX_EVENT_BYTES)]))
    assert (refused.status, refused.index, refused.id) == (413, 1, "b")


def test_a_body_beyond_its_size_is_too_large() -> None:
    assert refusal(b"[" + b" " * MAX_BATCH_BYTES + b"]").status == 413


def test_more_than_a_thousand_events_are_too_many() -> None:
    bare = {"type": "A", "data": 1}
    assert len(read_submission(text([bare] * 1000), ANYBODY)) == 1000
    assert refusal(text([bare] * 1001)).status == 413
