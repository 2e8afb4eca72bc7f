"""The comments service's handlers: events may come again, in any window; keys may overtake."""

from collections.abc import Callable

import pytest

from eventbox.testing import (
    assert_handlers_are_idempotent,
    assert_handlers_need_order_only_within_keys,
    assert_handlers_replay,
    assert_handlers_take_any_window,
)
from tests.comments_site.blog import a_comment, moderated, post_created, post_deleted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "holds",
    [
        assert_handlers_are_idempotent,
        assert_handlers_need_order_only_within_keys,
        assert_handlers_take_any_window,
    ],
)
def test_comments_and_what_is_told_of_them_are_the_same_however_events_come(
    holds: Callable[..., None],
) -> None:
    mine, other, gone = a_comment(), a_comment(), a_comment(post_id="gone")
    holds(
        [
            post_created("new"),
            moderated(mine, "approved"),
            moderated(gone, "approved"),
            moderated(other, "rejected"),
            post_deleted("gone"),
        ]
    )


def test_posts_that_come_and_go_can_be_applied_again() -> None:
    a_comment(post_id="a")
    assert_handlers_replay([post_created("a"), post_created("b"), post_deleted("a")])
