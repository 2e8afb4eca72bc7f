"""Whatever comes, in whatever order, however often: nothing breaks, nothing goes backwards."""

import pytest

from eventbox.testing import apply, make_event
from query_site.query.models import Comment, Post
from query_site.query.selectors import current_stamp
from query_site.query.services import reset_projection
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    comments_of,
    page,
    post_created,
    post_deleted,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_comment_of_an_unknown_post_waits_for_the_post() -> None:
    apply(comment_created("c", "p"))
    assert page() == []
    assert comments_of("p") is None

    apply(post_created("p"))
    assert page()[0]["commentCount"] == 1
    assert [line["id"] for line in page()[0]["comments"]] == ["c"]


def test_a_late_comment_does_not_bring_a_deleted_post_back() -> None:
    apply([post_created("p"), post_deleted("p")])
    apply([comment_created("c", "p"), comment_updated("c", "p"), comment_deleted("c", "p")])

    assert page() == []
    assert comments_of("p") is None
    assert not Comment.objects.exists()


def test_a_post_deleted_before_it_was_created_stays_away() -> None:
    apply([post_deleted("p"), post_created("p")])

    assert page() == []


def test_a_comment_deleted_before_it_was_created_stays_away() -> None:
    apply([post_created("p"), comment_deleted("c", "p"), comment_created("c", "p")])
    apply(comment_updated("c", "p"))

    assert page()[0]["comments"] == []
    assert page()[0]["commentCount"] == 0


def test_an_update_that_overtakes_the_creation_stays() -> None:
    apply([post_created("p"), comment_updated("c", "p", content="Yes", seconds=5)])
    apply(comment_created("c", "p", seconds=5))

    assert page()[0]["comments"] == [
        {"id": "c", "content": "Yes", "status": "approved", "createdAt": told(5)}
    ]


def test_an_older_version_changes_nothing() -> None:
    apply([post_created("p"), comment_created("c", "p")])
    apply(comment_updated("c", "p", version=3, status="rejected"))
    apply(comment_updated("c", "p", version=2, status="approved"))

    assert page()[0]["comments"][0]["status"] == "rejected"


def test_updates_without_a_version_follow_each_other() -> None:
    apply([post_created("p"), comment_created("c", "p")])
    apply(comment_updated("c", "p", version=None, status="approved", content="Yes"))
    apply(comment_created("c", "p"))
    assert page()[0]["comments"][0]["content"] == "Yes"

    apply(comment_updated("c", "p", version=None, status="rejected"))
    assert page()[0]["comments"][0]["status"] == "rejected"


def test_without_created_at_the_time_of_the_event_counts() -> None:
    comment = comment_created("c", "p", seconds=7)
    post = post_created("p", seconds=6)
    apply(
        make_event(event.type, _without_created_at(event.data), time=event.time)
        for event in (post, comment)
    )

    assert page()[0]["createdAt"] == told(6)
    assert page()[0]["comments"][0]["createdAt"] == told(7)


def test_the_earliest_time_that_was_told_is_when_a_comment_was_created() -> None:
    apply(post_created("p"))
    apply(comment_updated("c", "p", seconds=9))
    apply(comment_created("c", "p", seconds=3))

    assert page()[0]["comments"][0]["createdAt"] == told(3)


def test_a_comment_does_not_move_to_another_post() -> None:
    apply([post_created("p"), post_created("q"), comment_created("c", "p")])
    apply([comment_created("c", "q"), comment_deleted("c", "q")])

    assert [line["id"] for line in comments_of("p") or []] == ["c"]
    assert comments_of("q") == []


def test_events_that_were_applied_before_leave_the_change_as_it_is() -> None:
    story = [post_created("p"), comment_created("c", "p"), comment_updated("c", "p")]
    apply(story)
    before, shown = current_stamp(), page()
    apply(story)

    assert current_stamp() == before
    assert page() == shown


def test_a_reset_empties_the_projection_and_the_story_fills_it_again() -> None:
    story = [post_created("p"), comment_created("c", "p"), comment_updated("c", "p")]
    apply(story)
    before, shown = current_stamp(), page()
    reset_projection()
    assert page() == []
    assert not Post.objects.exists()

    apply(story)
    assert page() == shown
    assert current_stamp() != before


def _without_created_at(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name != "createdAt"}
