"""A person's decision: made once, told once, and tied to the comment that it is about."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from eventbox.testing import apply, published
from moderation_site.moderation.errors import AlreadyDecided, UnknownReview
from moderation_site.moderation.models import Review
from moderation_site.moderation.services import Decision, decide_review
from tests.moderation_site.desk import comment_created, comment_deleted, decisions


@pytest.mark.django_db
@pytest.mark.parametrize(("decision", "status"), [("approve", "approved"), ("reject", "rejected")])
def test_a_decision_is_kept_and_told(decision: Decision, status: str) -> None:
    cause = comment_created("c", "buy now", correlation_id="story")
    apply(cause)
    review = decide_review(comment_id="c", decision=decision, reason="so be it", by="rita")

    assert (review.status, review.reason, review.decided_by) == (status, "so be it", "rita")
    assert review.decided_at is not None
    [told] = published()
    assert told.data == {
        "id": "c",
        "postId": "p",
        "status": status,
        "content": "buy now",
        "reason": "so be it",
    }
    assert (told.subject, told.partition_key) == ("c", "p")
    assert (told.correlation_id, told.causation_id) == ("story", cause.id)


@pytest.mark.django_db
def test_a_decision_without_a_reason_tells_none_not_even_that_of_the_rule() -> None:
    apply(comment_created("c", "buy now"))
    decide_review(comment_id="c", decision="approve", reason="", by="rita")

    assert "reason" not in published()[0].data


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["Thank you", "orange"])
def test_what_the_rules_have_decided_stands(content: str) -> None:
    apply(comment_created("c", content))

    with pytest.raises(AlreadyDecided):
        decide_review(comment_id="c", decision="reject", reason="", by="rita")
    assert len(decisions()) == 1


@pytest.mark.django_db
def test_a_comment_that_was_deleted_meanwhile_is_unknown() -> None:
    apply([comment_created("c", "buy now"), comment_deleted("c")])

    with pytest.raises(UnknownReview):
        decide_review(comment_id="c", decision="approve", reason="", by="rita")
    assert decisions() == []


@pytest.mark.django_db(transaction=True)
def test_of_eight_reviewers_at_the_same_time_exactly_one_decides() -> None:
    Review.objects.all().delete()
    Review.objects.create(
        id="c",
        post_id="p",
        content="buy now",
        created_at="2026-03-02T12:00:00Z",
        status="held",
        event_id="e",
        correlation_id="c",
    )
    together = Barrier(8, timeout=20)
    won: list[str] = []
    lost: list[str] = []

    def review(name: str, decision: Decision) -> None:
        together.wait()
        try:
            decide_review(comment_id="c", decision=decision, reason="", by=name)
        except AlreadyDecided:
            lost.append(name)
        else:
            won.append(name)
        finally:
            connection.close()

    threads = [
        Thread(target=review, args=(f"r{n}", "approve" if n % 2 else "reject")) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert (len(won), len(lost)) == (1, 7)
    assert Review.objects.get().decided_by == won[0]
    assert len(decisions()) == 1
