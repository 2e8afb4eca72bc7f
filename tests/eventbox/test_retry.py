"""When to try again: bounded, jittered, and never an exception over a header."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbox.retry import MAX_RETRY_AFTER, backoff, parse_retry_after

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@given(
    st.integers(1, 10_000),
    st.floats(0.001, 10),
    st.floats(0.001, 1000),
    st.floats(0, 1, exclude_max=True),
)
def test_a_wait_lies_between_nothing_and_the_cap(
    failures: int, base: float, cap: float, jitter: float
) -> None:
    assert 0 <= backoff(failures, base=base, cap=cap, rng=lambda: jitter) <= cap


def test_the_longest_wait_doubles_with_each_failure_up_to_the_cap() -> None:
    waits = [backoff(n, base=0.5, cap=10.0, rng=lambda: 1.0) for n in range(1, 8)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]


def test_jitter_spreads_over_the_whole_wait() -> None:
    assert backoff(3, base=1.0, cap=60.0, rng=lambda: 0.0) == 0.0
    assert backoff(3, base=1.0, cap=60.0, rng=lambda: 0.25) == 2.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("99999999999999999999", MAX_RETRY_AFTER),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), MAX_RETRY_AFTER),
        (format_datetime((NOW + timedelta(seconds=5)).astimezone(timezone(timedelta(hours=2)))), 5),
        ("Sat, 31 Jan 2026 12:00:30 -0000", 30.0),
    ],
)
def test_both_forms_of_retry_after_are_read(header: str, seconds: float) -> None:
    assert parse_retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "header",
    [None, "", "soon", "-5", "1.5", "٣", "Sat, 99 Jan 2026 99:00:00 GMT", "Sat, 31 Jan 99999 0:0"],
)
def test_a_retry_after_that_is_none_is_ignored(header: str | None) -> None:
    assert parse_retry_after(header, NOW) is None


_PARTS = st.sampled_from(["Sat,", "31", "Jan", "2026", "12:00:00", "GMT", "+99999999999", "-", ":"])


@given(st.text(max_size=40) | st.lists(_PARTS | st.text(max_size=4), max_size=8).map(" ".join))
def test_whatever_the_header_says_the_answer_is_seconds_or_none(header: str) -> None:
    seconds = parse_retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= MAX_RETRY_AFTER
