"""A process dies at each named point, and is started again: the end is as without the crashes.

A story is told for each step: in it the process dies before it and, once it is done again, after.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from eventbox.testing.crashing import EVENTBOX_STEPS
from tests.bus_site.crashing import BUS_STEPS
from tests.faults.story import Story
from tests.faults.supervision import TALLY, CrashableSystem

POINTS: dict[str, list[str]] = {step.name: [] for step in (*EVENTBOX_STEPS, *BUS_STEPS)}
for step in (*EVENTBOX_STEPS, *BUS_STEPS):
    POINTS[step.name] += step.points

# Who dies, where each of the steps is at work, and at which time of many: a first window or batch
# need not be the last one, but where there may be no second one, nobody waits for it.
VICTIMS = [
    ("posts", "publish", 1),
    ("comments", "publish", 1),
    ("posts", "relay", 1),
    ("comments", "relay", 2),
    ("bus", "append", 1),
    ("bus", "append", 3),
    ("bus", "deliver", 1),
    ("bus", "deliver", 4),
    ("comments", "apply", 1),
    ("query", "apply", 1),
    ("moderation", "apply", 1),
    ("moderation", "apply", 2),
    (TALLY, "apply", 1),
    ("moderation", "park", 1),
    ("moderation", "redrive", 1),
    ("posts", "refuse", 1),
    ("bus", "single", 1),
    ("bus", "single", 6),
]
numbers = count(1)


@pytest.fixture(scope="module")
def system() -> Iterator[CrashableSystem]:
    with CrashableSystem() as system:
        system.begin()
        yield system


@pytest.fixture(scope="module")
def undisturbed(system: CrashableSystem) -> dict[str, Any]:
    """How the story ends when nobody dies."""
    story = Story(system, next(numbers))
    story.tell()
    end = story.end()
    assert {outcome.answered for outcome in story.outcomes} == {True}
    return end


@pytest.mark.parametrize(("victim", "step", "nth"), VICTIMS)
def test_the_end_is_as_without_the_crashes(
    system: CrashableSystem, undisturbed: dict[str, Any], victim: str, step: str, nth: int
) -> None:
    story, end = tell(system, victim, POINTS[step], nth=nth)
    if end != undisturbed:
        alone = {point: tell(system, victim, [point], nth=nth)[1] for point in POINTS[step]}
        at_fault = [point for point, end in alone.items() if end != undisturbed]
        assert end == undisturbed, f"{victim} dies; of the points alone, these show: {at_fault}"
    if step == "publish":
        unanswered = [outcome.kept for outcome in story.outcomes if not outcome.answered]
        assert unanswered == [False, True], "lost before the commit, kept after it"


@pytest.mark.parametrize(("victim", "step"), [("query", "subscribe"), ("bus", "subscription")])
def test_a_new_subscription_that_is_cut_off_is_put_again(
    system: CrashableSystem, undisturbed: dict[str, Any], victim: str, step: str
) -> None:
    system.stop("query")
    system.request("DELETE", "bus", "/subscriptions/query").raise_for_status()
    _, end = tell(system, victim, POINTS[step], begin=lambda: system.start("query"))
    assert end == undisturbed


def tell(
    system: CrashableSystem,
    victim: str,
    points: Sequence[str],
    *,
    nth: int = 1,
    begin: Callable[[], object] = lambda: None,
) -> tuple[Story, dict[str, Any]]:
    """A story in which `victim` dies at each of `points` in turn; and its end."""
    story = Story(system, next(numbers))
    with system.crashing(victim, *points, nth=nth) as crash:
        begin()
        try:
            story.tell(mend_when=lambda: all(map(is_of_what_is_mended, crash.ahead)))
            end = story.end()
        except AssertionError as error:
            raise AssertionError(f"{victim} has yet to die at {crash.ahead}: {error}") from error
        assert crash.ahead == []
    return story, end


def is_of_what_is_mended(point: str) -> bool:
    """Whether it is reached after the mending; all others are before that."""
    return point.startswith("redrive") and point.endswith("commit")


@pytest.mark.parametrize(
    ("mistake", "victim", "point", "shows"),
    [
        ("mark_before_send", "moderation", "relay.before_send", "log"),
        ("cursor_apart", TALLY, "apply.after_commit", "applied"),
        ("note_before_send", "bus", "single.before_send", "singles"),
    ],
)
def test_a_mistake_in_the_order_of_the_steps_shows_in_the_end(
    system: CrashableSystem,
    undisturbed: dict[str, Any],
    mistake: str,
    victim: str,
    point: str,
    shows: str,
) -> None:
    system[victim].environment["MISTAKE"] = mistake
    system.restart(victim)
    story = Story(system, next(numbers))
    try:
        with system.crashing(victim, point) as crash:
            story.tell(mend_when=lambda: not crash.ahead)
            end = story.end()
    finally:
        del system[victim].environment["MISTAKE"]
        system.restart(victim)
    assert crash.ahead == []
    assert end[shows] != undisturbed[shows]
