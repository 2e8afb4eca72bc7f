"""Comments that come are judged once; what is held waits, what is deleted is forgotten."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eventbox.errors import InvalidEvent
from eventbox.testing import apply, make_event, published
from moderation_site.moderation.models import Review, Rule
from moderation_site.moderation.services import decide_review
from tests.moderation_site.desk import (
    comment_created,
    comment_deleted,
    decisions,
    post_deleted,
)

pytestmark = pytest.mark.django_db


def test_a_comment_without_a_word_of_the_rules_is_approved() -> None:
    apply(comment_created("c", "Thank you"))

    assert decisions() == [("c", "approved")]
    review = Review.objects.get()
    assert (review.status, review.reason, review.decided_by) == ("approved", "", "")
    assert review.decided_at is not None


def test_a_comment_with_the_word_orange_is_rejected() -> None:
    apply(comment_created("c", "I like Orange buses"))

    assert published()[0].data == {
        "id": "c",
        "postId": "p",
        "status": "rejected",
        "content": "I like Orange buses",
        "reason": "contains “orange”",
    }


def test_a_decision_is_about_the_comment_and_caused_by_its_event() -> None:
    cause = comment_created("c", post="q", correlation_id="story")
    apply(cause)
    decision = published()[0]

    assert (decision.source, decision.subject) == ("/moderation", "c")
    assert (decision.partition_key, decision.correlation_id) == ("q", "story")
    assert decision.causation_id == cause.id


def test_a_comment_with_the_phrase_buy_now_is_held_and_nothing_is_told() -> None:
    apply(comment_created("c", "Buy now!"))

    assert decisions() == []
    review = Review.objects.get()
    assert (review.status, review.reason) == ("held", "contains “buy now”")
    assert review.decided_at is None


def test_a_rule_that_is_switched_off_does_not_count() -> None:
    Rule.objects.update(active=False)
    apply(comment_created("c", "orange, buy now"))

    assert decisions() == [("c", "approved")]


def test_an_event_that_comes_twice_gives_one_decision() -> None:
    event = comment_created("c")
    apply([event, event])
    Rule.objects.create(phrase="thank", action="reject")
    apply(event)

    assert decisions() == [("c", "approved")]


def test_another_event_about_the_same_comment_gives_no_second_decision() -> None:
    apply([comment_created("c"), comment_created("c", "orange")])

    assert decisions() == [("c", "approved")]


def test_an_event_that_comes_again_does_not_override_a_person() -> None:
    event = comment_created("c", "buy now")
    apply(event)
    decide_review(comment_id="c", decision="approve", reason="", by="rita")
    apply(event)

    assert Review.objects.get().status == "approved"
    assert decisions() == [("c", "approved")]


def test_the_same_comment_in_a_new_database_gives_the_same_event_id() -> None:
    event = comment_created("c")
    apply(event)
    Review.objects.all().delete()
    apply(event)

    assert len({decision.id for decision in published()}) == 1


def test_a_deleted_comment_is_forgotten_and_so_is_its_place_in_the_queue() -> None:
    apply([comment_created("c", "buy now"), comment_created("d", "buy now")])
    apply(comment_deleted("c"))

    assert [review.id for review in Review.objects.all()] == ["d"]


def test_the_comments_of_a_deleted_post_are_forgotten() -> None:
    apply([comment_created("c"), comment_created("d", "buy now"), comment_created("e", post="q")])
    apply(post_deleted("p"))

    assert [review.id for review in Review.objects.all()] == ["e"]


def test_a_comment_that_is_created_and_deleted_in_one_window_is_judged_and_forgotten() -> None:
    apply([comment_created("c"), comment_deleted("c"), comment_created("d"), post_deleted("p")])

    assert decisions() == [("c", "approved"), ("d", "approved")]
    assert not Review.objects.exists()


def test_a_deletion_of_what_was_never_here_is_nothing() -> None:
    apply([comment_deleted("nobody"), post_deleted("nowhere")])

    assert decisions() == []


def test_without_created_at_the_time_of_the_event_counts() -> None:
    data = {"id": "c", "postId": "p", "content": "Yes", "unknown": [1]}
    event = make_event("CommentCreated", data)
    apply(event)

    assert Review.objects.get().created_at == event.time


@pytest.mark.parametrize(
    ("type", "data", "field"),
    [
        ("CommentCreated", "text", "data"),
        ("CommentCreated", {"postId": "p", "content": "Yes"}, "id"),
        ("CommentCreated", {"id": 7, "postId": "p", "content": "Yes"}, "id"),
        ("CommentCreated", {"id": "c" * 256, "postId": "p", "content": "Yes"}, "id"),
        ("CommentCreated", {"id": "c", "postId": "", "content": "Yes"}, "postId"),
        ("CommentCreated", {"id": "c", "postId": "p", "content": None}, "content"),
        ("CommentDeleted", {}, "id"),
        ("PostDeleted", {"id": None}, "id"),
    ],
)
def test_an_event_that_cannot_be_read_is_refused(type: str, data: Any, field: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        apply([comment_created("good"), make_event(type, data)])

    assert refused.value.field == field
    assert not Review.objects.exists()
    assert decisions() == []


def test_a_window_costs_a_few_statements() -> None:
    window = [comment_created(f"c{n}") for n in range(500)]
    with CaptureQueriesContext(connection) as captured:
        apply(window)

    assert len(decisions()) == 500
    assert len(captured) <= 20
