"""A process dies at each named point, and is started again: the end is as without the crash."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest

from eventbox.testing.crashing import EVENTBOX_STEPS
from tests.bus_site.crashing import BUS_STEPS
from tests.faults.story import Story
from tests.faults.supervision import TALLY, CrashableSystem
from tests.system.harness import SERVICES
from tools.postgres import PostgresServer

POINTS: dict[str, list[str]] = {step.name: [] for step in (*EVENTBOX_STEPS, *BUS_STEPS)}
for step in (*EVENTBOX_STEPS, *BUS_STEPS):
    POINTS[step.name] += step.points

# Who dies, where each of the steps is at work. A first window or batch need not be the last one.
VICTIMS = [
    ("posts", "publish", 1),
    ("comments", "publish", 1),
    ("posts", "relay", 1),
    ("moderation", "relay", 2),
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
]
CASES = [(victim, point, nth) for victim, step, nth in VICTIMS for point in POINTS[step]]

numbers = count(1)


@pytest.fixture(
    scope="module",
    params=[pytest.param(kind, marks=pytest.mark.only_on(kind)) for kind in ("sqlite", "postgres")],
)
def system(request: pytest.FixtureRequest) -> Iterator[CrashableSystem]:
    with ExitStack() as stack:
        own = {}
        if request.param == "postgres":
            server = stack.enter_context(PostgresServer(durable=False))
            own = {
                name: {"DATABASE_URL": server.create_database(name)} for name in (*SERVICES, TALLY)
            }
        system = stack.enter_context(CrashableSystem(own))
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


@pytest.mark.parametrize(("victim", "point", "nth"), CASES)
def test_the_end_is_as_without_the_crash(
    system: CrashableSystem, undisturbed: dict[str, Any], victim: str, point: str, nth: int
) -> None:
    story = Story(system, next(numbers))
    with system.crashing(victim, point, nth=nth) as crash:
        # A failing event must be tried again before it can fail again; the rest dies before that.
        applies_again = point.startswith("redrive") and point.endswith("commit")
        story.tell(mend_when=lambda: applies_again or crash.happened)
        end = story.end()
    assert crash.happened
    assert end == undisturbed
    unanswered = [outcome.kept for outcome in story.outcomes if not outcome.answered]
    if point == "publish.before_commit":
        assert unanswered == [False]
    if point == "publish.after_commit":
        assert unanswered == [True]


@pytest.mark.parametrize(
    ("mistake", "victim", "point", "shows"),
    [
        ("mark_before_send", "moderation", "relay.before_send", "log"),
        ("cursor_apart", TALLY, "apply.after_commit", "applied"),
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
            story.tell(mend_when=lambda: crash.happened)
            end = story.end()
    finally:
        del system[victim].environment["MISTAKE"]
        system.restart(victim)
    assert crash.happened
    assert end[shows] != undisturbed[shows]
