"""Ids: new ones are UUIDv7 and sort by time; derived ones are the same each time."""

import time
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from eventbox.ids import derived_id, uuid7


def test_a_new_id_has_the_layout_of_uuid_version_7() -> None:
    before = time.time_ns() // 1_000_000
    ids = [uuid7() for _ in range(200)]
    after = time.time_ns() // 1_000_000
    for id in ids:
        assert id.version == 7
        assert id.variant == "specified in RFC 4122"
        assert before <= id.int >> 80 <= after


def test_new_ids_differ_within_a_millisecond() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_ids_of_later_milliseconds_sort_behind() -> None:
    first = uuid7()
    while time.time_ns() // 1_000_000 <= first.int >> 80:
        pass
    assert str(first) < str(uuid7())


def test_a_derived_id_never_changes() -> None:
    """It stands in logs that outlive every release."""
    derived = derived_id("/moderation", "0190d7a6-0000-7000-8000-000000000001", "Moderated", "c1")
    assert derived == "74f50026-f882-5bfb-a56e-46c82d134317"
    assert UUID(derived).version == 5


@given(st.text(), st.text(), st.text(), st.none() | st.text(min_size=1))
def test_whatever_an_event_is_called_its_derived_id_can_be_had_again(
    source: str, cause: str, type: str, subject: str | None
) -> None:
    assert derived_id(source, cause, type, subject) == derived_id(source, cause, type, subject)


def test_each_part_makes_another_id() -> None:
    ids = [
        derived_id("/a", "cause", "Type", "subject"),
        derived_id("/b", "cause", "Type", "subject"),
        derived_id("/a", "other", "Type", "subject"),
        derived_id("/a", "cause", "Other", "subject"),
        derived_id("/a", "cause", "Type", "other"),
        derived_id("/a", "cause", "Type", None),
    ]
    assert len(set(ids)) == len(ids)
