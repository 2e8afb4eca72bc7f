"""What the comments service does when it hears of posts and of verdicts."""

from typing import Any

import pytest
from django.test import Client

from comments_site.comments.models import Comment, KnownPost
from eventbox import Event
from eventbox.errors import InvalidEvent
from eventbox.testing import apply, make_event, published
from tests.comments_site.blog import (
    POST,
    a_comment,
    comment,
    emitted,
    know,
    moderated,
    post_created,
    post_deleted,
)

pytestmark = pytest.mark.django_db


def test_a_post_that_was_created_can_be_commented_on(api: Client) -> None:
    apply(post_created())
    assert comment(api, "First!")[0] == 201


def test_a_post_that_is_told_of_twice_is_known_once() -> None:
    apply([post_created(), post_created()])
    apply(post_created())
    assert [post.id for post in KnownPost.objects.all()] == [POST]


def test_a_deleted_post_takes_its_comments_along_and_each_is_told_of() -> None:
    gone, kept = [a_comment(), a_comment()], a_comment(post_id="other")
    deletion = post_deleted()
    apply(deletion)
    assert list(Comment.objects.all()) == [kept]
    assert [post.id for post in KnownPost.objects.all()] == ["other"]
    told = emitted("CommentDeleted")
    assert sorted(event.data["id"] for event in told) == sorted(row.id for row in gone)
    for event in told:
        assert event.data["postId"] == event.partition_key == POST
        assert event.subject == event.data["id"]
        assert (event.causation_id, event.correlation_id) == (deletion.id, POST)


def test_a_deleted_post_that_is_unknown_changes_nothing() -> None:
    kept = a_comment(post_id="other")
    apply(post_deleted())
    assert list(Comment.objects.all()) == [kept]
    assert emitted("CommentDeleted") == []


def test_posts_and_their_end_can_be_applied_again() -> None:
    story = [post_created("a"), post_created("b"), post_deleted("a")]
    apply(story)
    apply(story)
    assert [post.id for post in KnownPost.objects.all()] == ["b"]
    assert published() == []


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_a_verdict_changes_the_status_and_is_told_of(status: str) -> None:
    comment = a_comment("Mine")
    verdict = moderated(comment, status)
    apply(verdict)
    now = Comment.objects.get()
    assert (now.status, now.version, now.content) == (status, 2, "Mine")
    (event,) = emitted("CommentUpdated")
    assert event.data["status"] == status
    assert event.data["version"] == 2
    assert event.partition_key == POST
    assert event.subject == event.correlation_id == comment.id
    assert event.causation_id == verdict.id


def test_the_text_of_a_comment_is_never_taken_from_a_verdict() -> None:
    apply(moderated(a_comment("Mine"), "approved", content="Somebody else's"))
    assert Comment.objects.get().content == "Mine"
    assert emitted("CommentUpdated")[0].data["content"] == "Mine"


def test_a_verdict_that_changes_nothing_is_not_told_of() -> None:
    comment = a_comment()
    apply([moderated(comment, "approved"), moderated(comment, "approved")])
    apply(moderated(comment, "approved"))
    assert Comment.objects.get().version == 2
    assert len(emitted("CommentUpdated")) == 1


def test_a_later_verdict_stands_and_each_change_has_a_version() -> None:
    comment = a_comment()
    apply([moderated(comment, "approved"), moderated(comment, "rejected")])
    apply(moderated(comment, "approved"))
    now = Comment.objects.get()
    assert (now.status, now.version) == ("approved", 4)
    told = [(event.data["status"], event.data["version"]) for event in emitted("CommentUpdated")]
    assert told == [("approved", 2), ("rejected", 3), ("approved", 4)]


def test_verdicts_on_unknown_and_deleted_comments_are_passed_over() -> None:
    stranger = Comment(id="b2c4e901", post_id="unknown")
    deleted, kept = a_comment(), a_comment()
    Comment.objects.filter(id=deleted.id).delete()
    apply([moderated(each, "approved") for each in (stranger, deleted, kept)])
    assert [row.id for row in Comment.objects.all()] == [kept.id]
    assert [event.data["id"] for event in emitted("CommentUpdated")] == [kept.id]


def test_a_verdict_that_comes_after_the_post_went_is_passed_over() -> None:
    comment = a_comment()
    apply([moderated(comment, "approved"), post_deleted(), moderated(comment, "rejected")])
    assert not Comment.objects.exists()
    types = [event.type for event in published()]
    assert types == ["CommentCreated", "CommentUpdated", "CommentDeleted"]


def test_two_hundred_verdicts_cost_a_few_statements(django_assert_max_num_queries: Any) -> None:
    know(POST)
    rows = Comment.objects.bulk_create(Comment(post_id=POST, content="A") for _ in range(200))
    verdicts = [moderated(row, "approved") for row in rows]
    with django_assert_max_num_queries(10):
        apply(verdicts)
    assert Comment.objects.filter(status="approved", version=2).count() == 200
    assert len(emitted("CommentUpdated")) == 200


@pytest.mark.parametrize(
    ("type", "data", "field"),
    [
        ("PostCreated", {"title": "A"}, "id"),
        ("PostCreated", {"id": 7}, "id"),
        ("PostCreated", {"id": ""}, "id"),
        ("PostCreated", {"id": "x" * 256}, "id"),
        ("PostCreated", "a string", "data"),
        ("PostDeleted", {}, "id"),
        ("PostDeleted", [], "data"),
        ("CommentModerated", {"status": "approved"}, "id"),
        ("CommentModerated", {"id": ["1"], "status": "approved"}, "id"),
        ("CommentModerated", {"id": "1"}, "status"),
        ("CommentModerated", {"id": "1", "status": "pending"}, "status"),
        ("CommentModerated", {"id": "1", "status": ["approved"]}, "status"),
        ("CommentModerated", None, "data"),
    ],
)
def test_an_event_that_cannot_be_read_is_parked_with_the_field_at_fault(
    type: str, data: Any, field: str
) -> None:
    kept = a_comment()
    with pytest.raises(InvalidEvent) as caught:
        apply(make_event(type, data))
    assert caught.value.field == field
    assert list(Comment.objects.all()) == [kept]


def test_fields_that_are_not_known_are_ignored() -> None:
    comment = a_comment()
    events: list[Event] = [
        make_event("PostCreated", {"id": "new", "colour": "green"}),
        moderated(comment, "approved", score=0.9, labels=["kind"]),
    ]
    apply(events)
    assert KnownPost.objects.filter(id="new").exists()
    assert Comment.objects.get().status == "approved"
