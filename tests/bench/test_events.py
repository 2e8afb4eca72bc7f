"""The events that logs and streams are filled with."""

from collections import Counter

from bench.events import COMMENTS, history, new_posts
from eventbox.envelope import Event


def test_a_history_holds_as_many_events_as_were_asked_for() -> None:
    assert len(history(0)) == 0
    assert len(history(50)) == len(set(history(50))) == 50


def test_it_tells_of_posts_whose_comments_have_their_verdicts() -> None:
    events = [Event.parse(text) for text in history(1 + 2 * COMMENTS)]

    assert Counter(event.type for event in events) == {
        "PostCreated": 1,
        "CommentCreated": COMMENTS,
        "CommentUpdated": COMMENTS,
    }
    assert len({event.partition_key for event in events}) == 1
    assert {event.data["status"] for event in events if event.type == "CommentUpdated"} == {
        "approved"
    }


def test_new_posts_are_all_of_the_posts_service() -> None:
    events = [Event.parse(text) for text in new_posts(3)]

    assert {(event.source, event.type) for event in events} == {("/posts", "PostCreated")}
    assert len({event.id for event in events}) == 3
