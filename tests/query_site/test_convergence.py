"""However the same history is delivered, the page that it leads to is the same."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbox.testing import apply
from query_site.query.services import reset_projection
from tests.query_site.histories import (
    Step,
    history,
    redelivered,
    shown_after,
    shuffled,
    steps,
    windows,
)
from tests.query_site.story import comments_of, page

pytestmark = pytest.mark.django_db

many = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
random = st.randoms(use_true_random=False)


@many
@given(steps=steps, random=random)
def test_any_split_of_a_history_with_stretches_that_come_again_gives_the_same_page(
    steps: Sequence[Step], random: Random
) -> None:
    events = history(steps)
    reset_projection()
    for window in windows(redelivered(events, random), random):
        apply(window)

    assert page() == shown_after(events)


@many
@given(steps=steps, random=random)
def test_any_order_of_a_history_with_duplicates_gives_the_same_page(
    steps: Sequence[Step], random: Random
) -> None:
    events = history(steps)
    reset_projection()
    for window in windows(shuffled(events, random), random):
        apply(window)

    assert page() == shown_after(events)


@many
@given(steps=steps, random=random)
def test_what_stands_ready_is_what_the_rows_say(steps: Sequence[Step], random: Random) -> None:
    reset_projection()
    for window in windows(redelivered(history(steps), random), random):
        apply(window)

    for post in page():
        rows = comments_of(post["id"])
        assert rows is not None
        assert post["comments"] == rows[:10]
        assert post["commentCount"] == len(rows)
