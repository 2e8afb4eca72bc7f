"""The verdict on a chaos run bites: each history here is a good one with one thing wrong in it."""

from dataclasses import replace

from tests.tools.good_run import ATTEMPTS, GOOD, LOG, comment, good_run, logged
from tools.chaos.evidence import Comment, Evidence
from tools.chaos.ledger import Attempt
from tools.chaos.verdict import findings


def kinds(evidence: Evidence, attempts: list[Attempt] = ATTEMPTS) -> set[str]:
    return {finding.kind for finding in findings(evidence, attempts)}


def told(evidence: Evidence, attempts: list[Attempt] = ATTEMPTS) -> str:
    return "\n".join(f"{one.kind}: {one.what}" for one in findings(evidence, attempts))


def test_a_good_run_has_no_findings() -> None:
    assert findings(good_run(), ATTEMPTS) == []


def test_an_acked_post_that_is_not_there_is_lost() -> None:
    attempts = [*ATTEMPTS, Attempt("Gone", "acked", "p9")]
    assert "lost: “Gone” was acked as p9" in told(good_run(), attempts)


def test_an_acked_comment_that_is_not_there_is_lost() -> None:
    attempts = [*ATTEMPTS, Attempt("Gone", "acked", "c9", "p", "approved")]
    assert "lost: “Gone” was acked as c9" in told(good_run(), attempts)


def test_a_refused_request_that_took_effect_is_wrong() -> None:
    attempts = [replace(one, outcome="refused", id=None) for one in ATTEMPTS]
    assert f"wrong: “{GOOD}” was refused and is there" in told(good_run(), attempts)


def test_what_nobody_sent_is_wrong() -> None:
    assert "wrong: “Hello” is there and nobody sent it" in told(good_run(), ATTEMPTS[1:])


def test_one_request_that_made_two_comments_is_doubled() -> None:
    run = good_run()
    run = replace(run, comments={**run.comments, "c3": run.comments["c1"]})
    assert f"doubled: “{GOOD}” was sent once and is there 2 times" in told(run)


def test_a_comment_without_its_verdict_is_lost() -> None:
    run = good_run()
    pending = Comment("p", GOOD, "pending", 1)
    run = replace(run, comments={**run.comments, "c1": pending})
    assert "lost: comment c1 is pending, and the rules say approved" in told(run)


def test_a_change_without_its_event_is_lost() -> None:
    run = good_run()
    run = replace(run, log=LOG[1:], outboxes={**run.outboxes, "/posts": []})
    assert "lost: p is there, or was, without its PostCreated" in told(run)


def test_an_event_without_its_change_is_wrong() -> None:
    assert "wrong: PostCreated tells of p, which is not there" in told(
        replace(good_run(), posts={})
    )


def test_a_published_event_that_the_log_lacks_is_lost() -> None:
    assert "lost: CommentUpdated e5 of /comments is not in the log" in told(
        replace(good_run(), log=LOG[:-1])
    )


def test_an_event_that_was_never_published_is_wrong() -> None:
    run = good_run()
    run = replace(run, outboxes={**run.outboxes, "/moderation": []})
    assert "wrong: event e4 in the log was never published by /moderation" in told(run)


def test_an_event_that_is_in_the_log_twice_is_doubled() -> None:
    run = replace(good_run(), log=[*LOG, replace(LOG[-1], position=6)])
    assert "doubled: event e5 of /comments is in the log 2 times" in told(run)


def test_two_decisions_about_one_comment_are_doubled() -> None:
    again = logged(6, "/moderation", "e6", "CommentModerated", comment("c1", GOOD), "e2")
    run = replace(good_run(), log=[*LOG, again])
    assert "doubled: 2 events CommentModerated tell of c1" in told(run)


def test_a_verdict_that_was_applied_twice_is_doubled() -> None:
    run = good_run()
    twice = replace(run.comments["c1"], version=3)
    assert "doubled: comment c1 was changed 2 times" in told(
        replace(run, comments={**run.comments, "c1": twice})
    )


def test_a_comment_that_query_counts_twice_is_doubled() -> None:
    assert "doubled: post p shows 3 comments, and has 2" in told(
        replace(good_run(), shown_posts={"p": 3})
    )


def test_a_comment_that_query_does_not_count_is_lost() -> None:
    assert "lost: post p shows 1 comments, and has 2" in told(
        replace(good_run(), shown_posts={"p": 1})
    )


def test_a_gap_in_the_log_is_lost() -> None:
    run = replace(good_run(), log=[*LOG[:-1], replace(LOG[-1], position=6)])
    assert "lost: the log has 6 where 5 should be" in told(run)


def test_two_events_of_a_producer_that_changed_places_are_out_of_order() -> None:
    one, two, three, *rest = LOG
    swapped = [one, replace(three, position=2), replace(two, position=3), *rest]
    assert "out of order: the log is not in the order of /comments: CommentCreated e3" in told(
        replace(good_run(), log=swapped)
    )


def test_an_effect_that_precedes_its_cause_is_out_of_order() -> None:
    *first, four, five = LOG
    swapped = [*first, replace(five, position=4), replace(four, position=5)]
    assert "out of order: CommentUpdated e5 precedes its cause" in told(
        replace(good_run(), log=swapped)
    )


def test_a_service_that_reacted_in_another_order_is_out_of_order() -> None:
    run = good_run()
    later, earlier = (
        replace(run.outboxes["/moderation"][0], id=n, cause=cause)
        for n, cause in ((1, "e3"), (2, "e2"))
    )
    run = replace(run, outboxes={**run.outboxes, "/moderation": [later, earlier]})
    assert "out of order: /moderation did not react in the log's order" in told(run)


def test_a_comment_that_moderation_does_not_know_is_lost() -> None:
    assert "lost: comment c2 is pending, and moderation has None" in told(
        replace(good_run(), reviews={"c1": "approved"})
    )


def test_a_comment_that_moderation_made_up_is_wrong() -> None:
    run = good_run()
    assert "wrong: moderation knows comment c9, which is not there" in told(
        replace(run, reviews={**run.reviews, "c9": "approved"})
    )


def test_a_post_or_a_comment_that_query_lacks_is_lost() -> None:
    run = replace(good_run(), shown_posts={}, shown_comments={})
    assert "lost: query does not show comment c1" in told(run)
    assert "lost: query does not show post p" in told(run)


def test_an_older_version_in_query_is_out_of_order() -> None:
    run = good_run()
    older = Comment("p", None, "pending", 1)
    run = replace(run, shown_comments={**run.shown_comments, "c1": older})
    assert "out of order: query shows comment c1 otherwise" in told(run)


def test_a_page_that_is_not_what_the_log_gives_is_wrong() -> None:
    run = good_run()
    ready = run.shown_ready["p"].replace("Hello", "Hullo")
    assert kinds(replace(run, shown_ready={"p": ready})) == {"wrong"}
