"""The verdict on what was deleted during a chaos run bites, and so does who watches the page."""

from dataclasses import replace

from eventbox.envelope import parse_time
from query_site.query.ready import comment_line, post_json
from tests.tools.good_run import AT, ATTEMPTS, GOOD, LOG, comment, good_run, logged, outbox
from tools.chaos.evidence import Comment, Evidence, Logged
from tools.chaos.ledger import Attempt, Deletion
from tools.chaos.verdict import findings, taken_unknowingly
from tools.chaos.watch import Seen

# Of the good run, the held comment is deleted; so is another post, with a comment.
BYE, LAST = "Bye", "The last (5)"
WRITTEN = [
    *ATTEMPTS,
    Attempt(BYE, "acked", "q"),
    Attempt(LAST, "acked", "c3", "q", "approved"),
]
DELETIONS = [Deletion("c2", "p", "acked"), Deletion("q", "q"), Deletion("c1", "p", "refused")]
DELETED_LOG = [
    *LOG,
    logged(6, "/posts", "e6", "PostCreated", {"id": "q", "title": BYE, "createdAt": AT}),
    logged(7, "/comments", "e7", "CommentCreated", comment("c3", LAST, post="q")),
    logged(8, "/posts", "e8", "PostDeleted", {"id": "q"}),
    logged(9, "/comments", "e9", "CommentDeleted", {"id": "c3", "postId": "q"}, "e8"),
    logged(10, "/comments", "e10", "CommentDeleted", {"id": "c2", "postId": "p"}),
]


def run_of(log: list[Logged]) -> Evidence:
    """What the good run leaves behind where its log goes on like this."""
    good, at = good_run(), parse_time(AT)
    newest = [comment_line(id="c1", content=GOOD, status="approved", created_at=at)]
    return replace(
        good,
        comments={"c1": good.comments["c1"]},
        reviews={"c1": "approved"},
        shown_posts={"p": 1},
        shown_ready={
            "p": post_json(id="p", title="Hello", created_at=at, comment_count=1, newest=newest)
        },
        shown_comments={"c1": good.shown_comments["c1"]},
        log=log,
        outboxes={source: outbox(source, log) for source in ("/posts", "/comments", "/moderation")},
    )


def told(evidence: Evidence, deletions: list[Deletion] = DELETIONS) -> str:
    found = findings(evidence, WRITTEN, deletions)
    return "\n".join(f"{one.kind}: {one.what}" for one in found)


def test_a_good_run_has_no_findings() -> None:
    assert told(run_of(DELETED_LOG)) == ""


def test_an_unknown_deletion_that_is_in_the_log_was_taken() -> None:
    assert taken_unknowingly(run_of(DELETED_LOG), [], DELETIONS) == 1


def test_an_acked_deletion_that_is_not_in_the_log_is_lost() -> None:
    deletions = [*DELETIONS, Deletion("p", "p", "acked")]
    assert "lost: the deletion of p was acked" in told(run_of(DELETED_LOG), deletions)


def test_what_nobody_deleted_is_lost() -> None:
    assert told(run_of(DELETED_LOG), DELETIONS[:1]) == (
        "lost: post q was deleted, and nobody asked for it"
    )
    assert told(run_of(DELETED_LOG), DELETIONS[1:]) == (
        "lost: comment c2 was deleted, and nobody asked for it"
    )


def test_a_refused_deletion_asked_for_nothing() -> None:
    refused = [replace(DELETIONS[0], outcome="refused"), *DELETIONS[1:]]
    assert "lost: comment c2 was deleted, and nobody asked" in told(run_of(DELETED_LOG), refused)


def test_what_is_still_with_its_owner_is_wrong() -> None:
    run = run_of(DELETED_LOG)
    post = replace(run, posts={**run.posts, "q": BYE})
    assert "wrong: post q is there after its PostDeleted" in told(post)
    left = Comment("q", LAST, "approved", 2)
    assert "wrong: comment c3 is there after it or its post was deleted" in told(
        replace(run, comments={**run.comments, "c3": left})
    )


def test_a_comment_that_outlives_its_post_is_wrong() -> None:
    run = run_of([event for event in DELETED_LOG if event.event_id != "e9"])
    left = {**run.comments, "c3": Comment("q", LAST, "approved", 2)}
    assert "wrong: comment c3 is there after it or its post" in told(replace(run, comments=left))


def test_copies_that_are_left_over_are_wrong() -> None:
    run = run_of(DELETED_LOG)
    left = replace(
        run,
        shown_posts={**run.shown_posts, "q": 0},
        shown_comments={**run.shown_comments, "c2": good_run().shown_comments["c2"]},
        reviews={**run.reviews, "c2": "held"},
        known_posts={"p", "q"},
    )
    assert told(left).splitlines()[-4:] == [
        "wrong: query shows post q, which is not there",
        "wrong: query shows comment c2, which is not there",
        "wrong: moderation knows comment c2, which is not there",
        "wrong: comments takes comments on post q, which is not there",
    ]


def test_a_post_that_can_no_longer_be_commented_on_is_lost() -> None:
    left = replace(run_of(DELETED_LOG), known_posts=())
    assert told(left) == "lost: comments takes no comments on post p"


def test_a_deletion_that_is_told_twice_is_doubled() -> None:
    again = logged(11, "/posts", "e11", "PostDeleted", {"id": "q"})
    assert "doubled: 2 events PostDeleted tell of q" in told(run_of([*DELETED_LOG, again]))


def test_a_deletion_without_its_event_is_lost() -> None:
    run = run_of(DELETED_LOG[:-1])
    assert "wrong: CommentCreated tells of c2, which is not there" in told(run)
    assert "lost: the deletion of c2 was acked, and is not in the log" in told(run)


def page(*posts: str, count: int = 2) -> list[dict[str, object]]:
    """Newest first, which is the order of their ids."""
    return [{"id": id, "createdAt": id, "commentCount": count, "comments": []} for id in posts]


def test_a_page_may_lose_the_comments_that_were_deleted_and_no_others() -> None:
    seen = Seen()
    assert seen.compare(page("p")) == []
    assert seen.compare(page("p", count=1), [Deletion("c2", "p")]) == []
    assert len(seen.compare(page("p", count=0), [Deletion("c2", "p")])) == 1


def test_a_post_that_was_gone_does_not_come_back() -> None:
    seen = Seen()
    assert seen.compare(page("q", "p")) == []
    assert seen.compare(page("p")) == []
    assert [one.kind for one in seen.compare(page("q", "p"))] == ["out of order"]


def test_a_post_that_fell_off_the_page_may_come_back() -> None:
    seen = Seen()
    for shown in (page("q", "p"), page("r", "q"), page("q", "p")):
        assert seen.compare(shown) == []
