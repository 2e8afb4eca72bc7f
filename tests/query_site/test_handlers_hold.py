"""Query's handlers: events may come again, in any window, and keys may overtake each other."""

from collections.abc import Callable

import pytest

from eventbox.testing import (
    assert_handlers_are_idempotent,
    assert_handlers_need_order_only_within_keys,
    assert_handlers_replay,
    assert_handlers_take_any_window,
)
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    post_created,
    post_deleted,
)

pytestmark = pytest.mark.django_db

# How often something changed, and which copy of the projection this is: other each time.
BOOKKEEPING = ("query.Projection", "query.Change")


@pytest.mark.parametrize(
    "holds",
    [
        assert_handlers_are_idempotent,
        assert_handlers_need_order_only_within_keys,
        assert_handlers_replay,
        assert_handlers_take_any_window,
    ],
)
def test_the_projection_is_the_same_however_events_come(holds: Callable[..., None]) -> None:
    story = [
        post_created("p", seconds=1),
        comment_created("c1", "p", seconds=2),
        post_created("q", seconds=3),
        comment_created("d1", "q", seconds=4),
        comment_updated("c1", "p", seconds=2),
        comment_created("c2", "p", seconds=5),
        comment_updated("d1", "q", status="rejected", seconds=4),
        comment_deleted("c2", "p"),
        post_deleted("q"),
    ]
    holds(story, ignore=BOOKKEEPING)
