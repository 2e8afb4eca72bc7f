"""With the log in NATS a process dies at each point, too: the end is as without the crash."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest

from eventbox.transports.nats.messages import UNREADABLE
from tests.faults.story import Story
from tests.faults.supervision import TALLY, CrashableSystem
from tools.nats import NatsServer

CASES = [
    ("posts", "stream.before_append", 1),
    ("posts", "stream.after_append", 1),
    ("moderation", "stream.before_publish", 2),
    ("moderation", "stream.after_append", 1),
    ("moderation", "relay.before_mark", 1),
    ("comments", "relay.after_mark", 2),
    ("comments", "apply.before_commit", 1),
    ("query", "apply.after_commit", 1),
    (TALLY, "apply.before_commit", 2),
    (TALLY, "apply.after_commit", 2),
    ("moderation", "park.before_commit", 1),
    ("moderation", "park.after_commit", 1),
    ("bus", "archive.before_commit", 2),
    ("bus", "archive.after_commit", 2),
]

numbers = count(1)


@pytest.fixture(scope="module")
def system() -> Iterator[CrashableSystem]:
    with ExitStack() as stack:
        server = stack.enter_context(NatsServer())
        environment = {"EVENTBOX_TRANSPORT_URL": server.url}
        system = stack.enter_context(CrashableSystem(environment=environment))
        system.begin()
        yield system


@pytest.fixture(scope="module")
def undisturbed(system: CrashableSystem) -> dict[str, Any]:
    """How the story ends when nobody dies; the first one makes sure that nobody is new."""
    for _ in range(2):
        story = Story(system, next(numbers))
        story.tell()
        end = story.end()
    return end


@pytest.mark.parametrize(("victim", "point", "nth"), CASES)
def test_the_end_is_as_without_the_crash(
    system: CrashableSystem, undisturbed: dict[str, Any], victim: str, point: str, nth: int
) -> None:
    story = Story(system, next(numbers))
    with system.crashing(victim, point, nth=nth) as crash:
        story.tell(mend_when=lambda: not crash.ahead)
        end = story.end()
    assert crash.ahead == []
    assert end == undisturbed
    assert doubled(system) == []


def test_a_relay_that_would_not_look_into_the_stream_shows_in_the_archive(
    system: CrashableSystem, undisturbed: dict[str, Any]
) -> None:
    """That the test above bites: a relay that dies before it has marked sends all again."""
    system["moderation"].environment["MISTAKE"] = "forget_what_was_sent"
    system.restart("moderation")
    story = Story(system, next(numbers))
    try:
        with system.crashing("moderation", "relay.before_mark") as crash:
            story.tell(mend_when=lambda: not crash.ahead)
            story.end()
    finally:
        del system["moderation"].environment["MISTAKE"]
        system.restart("moderation")
    assert crash.ahead == []
    assert doubled(system) != []


def doubled(system: CrashableSystem) -> list[str]:
    """What the archive has set aside because it was in the stream before."""
    events = system.get("bus", "/events", params={"type": UNREADABLE}).json()
    return [event["data"]["reason"] for event in events]
