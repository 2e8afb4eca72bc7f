"""A cursor comes out as it went in, and nothing else is taken for one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.cursors import Cursor, InvalidCursor

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
IDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.datetimes(timezones=st.just(UTC)), IDS.filter(lambda text: len(text) < 100))
def test_a_cursor_survives_the_url(moment: datetime, row_id: str) -> None:
    cursor = Cursor(moment, row_id)
    text = cursor.encode()
    assert Cursor.decode(text) == cursor
    assert text.replace("-", "").replace("_", "").isalnum()


def test_the_zone_of_the_time_does_not_matter() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    assert Cursor(elsewhere, "a").encode() == Cursor(NOON, "a").encode()


@given(st.text())
def test_any_other_text_is_invalid(text: str) -> None:
    try:
        cursor = Cursor.decode(text)
    except InvalidCursor:
        return
    assert cursor.encode() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "é",
        "%00",
        "A" * 5000,
        Cursor(NOON, "a").encode() + "=",
        Cursor(NOON, "a").encode()[:-1],
        Cursor(NOON, "").encode(),
        Cursor(NOON, "a\0b").encode(),
    ],
)
def test_a_damaged_cursor_is_invalid(text: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.decode(text)
