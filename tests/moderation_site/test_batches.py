"""However events are cut into windows, the same is decided and the same is kept."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbox import Event
from eventbox.models import OutboxEvent
from eventbox.testing import apply, published
from moderation_site.moderation.models import Review
from tests.moderation_site.desk import comment_created, comment_deleted, post_deleted

pytestmark = pytest.mark.django_db

POSTS = ("p", "q")
CONTENTS = ("Thank you", "orange", "buy now")

steps = st.lists(
    st.tuples(st.sampled_from(["create"] * 6 + ["delete"] * 2 + ["post"]), st.integers(0, 11)),
    max_size=25,
)


def event_of(kind: str, number: int) -> Event:
    post = POSTS[number % 2]
    if kind == "create":
        return comment_created(f"c{number}", CONTENTS[number % 3], post=post)
    return comment_deleted(f"c{number}", post=post) if kind == "delete" else post_deleted(post)


def outcome(windows: Iterable[Sequence[Event]]) -> tuple[object, ...]:
    """What is told and what is kept, from nothing."""
    OutboxEvent.objects.all().delete()
    Review.objects.all().delete()
    for window in windows:
        apply(window)
    told = [(event.id, event.data) for event in published()]
    return told, list(Review.objects.order_by("id").values_list("id", "status", "event_id"))


def cut(events: Sequence[Event], random: Random) -> Iterator[Sequence[Event]]:
    while events:
        size = random.randrange(1, 10)
        yield events[:size]
        events = events[size:]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(steps=steps, random=st.randoms(use_true_random=False))
def test_windows_of_any_size_do_what_one_event_at_a_time_does(
    steps: list[tuple[str, int]], random: Random
) -> None:
    events = [event_of(*step) for step in steps]

    assert outcome(cut(events, random)) == outcome([event] for event in events)
