"""Moderation's handlers: events may come again, in any window, and keys may overtake each other."""

from collections.abc import Callable

import pytest

from eventbox.testing import (
    assert_handlers_are_idempotent,
    assert_handlers_need_order_only_within_keys,
    assert_handlers_take_any_window,
)
from tests.moderation_site.desk import comment_created, comment_deleted, post_deleted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "holds",
    [
        assert_handlers_are_idempotent,
        assert_handlers_need_order_only_within_keys,
        assert_handlers_take_any_window,
    ],
)
def test_reviews_and_verdicts_are_the_same_however_events_come(holds: Callable[..., None]) -> None:
    story = [
        comment_created("a"),
        comment_created("b", post="q"),
        comment_created("c", "I only read about an orange"),
        comment_deleted("a"),
        comment_created("d", post="q"),
        post_deleted("q"),
    ]
    holds(story, ignore=["moderation.Review.decided_at"])
