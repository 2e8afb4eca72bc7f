"""Every row of the delivery protocol's table, as a pure function."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bus_site.bus.outcomes import (
    Answer,
    Delivered,
    Failed,
    Gone,
    Moved,
    NoAnswer,
    Outcome,
    Reply,
    Stopped,
    TooLarge,
    decide,
    decide_single,
    in_full,
)

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def decided(reply: Reply) -> Outcome:
    return decide(reply, upto=7, now=NOW)


def test_200_with_the_windows_end_is_success() -> None:
    assert decided(Answer(200, b'{"position": 7, "more": "ignored"}')) == Delivered()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"<!doctype html><title>Hello</title>",
        b"{}",
        b"7",
        b"[7]",
        b"null",
        b'{"position": 6}',
        b'{"position": 8}',
        b'{"position": "7"}',
        b'{"position": 7.0}',
        b'{"position": true}',
        b'{"position": 7',
        b'{"position": 7} x',
        b'\xff{"position": 7}',
        b'{"position": ' + b"9" * 5000 + b"}",
        b"[" * 65_536,
    ],
)
def test_200_with_anything_else_is_no_success(body: bytes) -> None:
    assert isinstance(decided(Answer(200, body)), Failed)


@pytest.mark.parametrize("status", [201, 202, 204, 206])
def test_no_other_2xx_is_success_for_a_window(status: int) -> None:
    assert isinstance(decided(Answer(status, b'{"position": 7}')), Failed)


def test_409_with_position_and_types_moves_the_subscription() -> None:
    body = b'{"position": 3, "types": ["B", "A", "B"]}'
    assert decided(Answer(409, body)) == Moved(3, ("A", "B"))


def test_409_may_move_it_ahead_and_to_all_types() -> None:
    assert decided(Answer(409, b'{"position": 99, "types": []}')) == Moved(99, ())


def test_409_with_a_reason_stops_the_subscription() -> None:
    body = b'{"stopped": "another log", "position": 3, "types": []}'
    assert decided(Answer(409, body)) == Stopped("its consumer has another log", said="another log")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"conflict",
        b'{"position": 3}',
        b'{"types": []}',
        b'{"position": -1, "types": []}',
        b'{"position": 3, "types": "A"}',
        b'{"position": 3, "types": [1]}',
        b'{"position": 3, "types": [""]}',
        b'{"position": 1e3, "types": []}',
        b'{"position": 9223372036854775808, "types": []}',
        b'{"stopped": ""}',
        b'{"stopped": true}',
    ],
)
def test_409_with_anything_else_is_a_failure(body: bytes) -> None:
    assert isinstance(decided(Answer(409, body)), Failed)


def test_410_is_gone() -> None:
    assert decided(Answer(410)) == Gone()


def test_413_asks_for_less() -> None:
    assert decided(Answer(413)) == TooLarge()


@pytest.mark.parametrize("status", [100, 301, 302, 307, 308, 400, 401, 404, 405, 500, 502, 504])
def test_every_other_status_is_a_failure(status: int) -> None:
    failed = decided(Answer(status, b"oh dear"))
    assert isinstance(failed, Failed)
    assert failed == Failed(f"answered {status}", said="oh dear")
    assert in_full(failed) == f"answered {status}: oh dear"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_heeded_in_seconds(status: int) -> None:
    failed = decided(Answer(status, retry_after="12"))
    assert isinstance(failed, Failed)
    assert failed.retry_after == 12.0


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_heeded_as_a_date(status: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=30), usegmt=True)
    failed = decided(Answer(status, retry_after=date))
    assert isinstance(failed, Failed)
    assert failed.retry_after == 30.0


def test_a_malformed_retry_after_is_none() -> None:
    failed = decided(Answer(503, retry_after="soon"))
    assert isinstance(failed, Failed)
    assert failed.retry_after is None


def test_no_answer_is_a_failure_with_its_reason() -> None:
    assert decided(NoAnswer("OSError", said="a\nb")) == Failed("OSError", said="a b")


def test_a_reason_is_text_that_any_database_takes() -> None:
    failed = decided(Answer(500, b"a\x00b\r\nc\xff" + b"x" * 1000))
    assert isinstance(failed, Failed)
    assert failed.said.startswith("a b c\ufffdxxx")
    assert len(failed.said) < 300


def test_a_reason_from_json_has_no_half_characters() -> None:
    stopped = decided(Answer(409, b'{"stopped": "a\\nb"}'))
    assert isinstance(stopped, Stopped)
    assert stopped.said == "a b"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_in_json_mode_any_2xx_takes_the_event(status: int) -> None:
    assert decide_single(Answer(status, b"<p>whatever"), now=NOW) == Delivered()


@pytest.mark.parametrize("status", [302, 400, 404, 409, 500])
def test_in_json_mode_all_else_refuses_it(status: int) -> None:
    assert isinstance(decide_single(Answer(status, b'{"position":1}'), now=NOW), Failed)


def test_in_json_mode_410_is_gone_too() -> None:
    assert decide_single(Answer(410), now=NOW) == Gone()
