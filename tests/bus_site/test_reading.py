import pytest

from bus_site.bus import reading
from bus_site.bus.appending import append
from bus_site.bus.reading import Wanted, read_page, read_through
from tests.bus_site.events import event, fill

pytestmark = pytest.mark.django_db


def positions(wanted: Wanted, after: int, upto: int, **bounds: int) -> tuple[list[int], int]:
    page = read_page(wanted, after, upto, **bounds)
    return [text.position for text in page.events], page.upto


def test_a_page_ends_where_it_was_asked_to() -> None:
    fill(5)
    assert positions(Wanted(), 1, 4) == ([2, 3, 4], 4)


def test_a_page_of_nothing_reaches_the_end() -> None:
    fill(3)
    assert positions(Wanted(types=["Other"]), 0, 3) == ([], 3)


def test_a_page_is_cut_after_as_many_events_as_are_allowed() -> None:
    fill(5)
    assert positions(Wanted(), 0, 5, rows=2) == ([1, 2], 2)


def test_a_page_is_cut_before_the_event_that_would_make_it_too_large() -> None:
    append([event(str(n), data="x" * 1000) for n in range(5)])
    assert positions(Wanted(), 0, 5, size=3000) == ([1, 2], 2)


def test_a_single_event_that_is_too_large_goes_alone() -> None:
    append([event(str(n), data="x" * 1000) for n in range(3)])
    assert positions(Wanted(), 0, 3, size=10) == ([1], 1)


def test_a_page_that_holds_all_that_is_wanted_passes_over_the_rest() -> None:
    append([event("1", "A"), event("2", "B"), event("3", "A"), event("4", "B")])
    assert positions(Wanted(types=["A"]), 0, 4) == ([1, 3], 4)


def test_types_subject_and_correlation_narrow_together() -> None:
    append(
        [
            event("1", "A", subject="s", correlation_id="c"),
            event("2", "B", subject="s", correlation_id="c"),
            event("3", "A", subject="t", correlation_id="c"),
            event("4", "A", subject="s", correlation_id="d"),
        ]
    )
    wanted = Wanted(types=["A"], subject="s", correlation_id="c")
    assert positions(wanted, 0, 4) == ([1], 4)


def test_several_types_are_found_over_many_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_STRETCH", 2)
    append([event(str(n), "ABC"[n % 3]) for n in range(9)])
    assert positions(Wanted(types=["A", "C"]), 0, 9) == ([1, 3, 4, 6, 7, 9], 9)
    assert positions(Wanted(types=["A", "C"]), 0, 9, rows=3) == ([1, 3, 4], 4)


def test_reading_through_gives_every_event_once() -> None:
    fill(7)
    pages = list(read_through(Wanted(), 0, 7))
    assert [text.position for page in pages for text in page.events] == list(range(1, 8))
