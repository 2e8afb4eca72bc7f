"""What the stream tells of each change: how it stands now, and no text that is not approved."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbox import Event
from eventbox.testing import apply
from query_site.query import changes
from query_site.query.models import Change, Post, Projection
from query_site.query.services import reset_projection
from query_site.query.streaming import telling
from tests.query_site.histories import Step, history, redelivered, steps, windows
from tests.query_site.listening import Copy, Told, parse
from tests.query_site.story import (
    comment_created,
    comment_deleted,
    comment_updated,
    page,
    post_created,
    post_deleted,
    told,
)

pytestmark = pytest.mark.django_db


def told_of(*events: Event) -> list[Told]:
    """What a viewer is told who knew all before these events, which come in one transaction."""
    before = changes.current()
    apply(list(events))
    news = telling.news_since(before)
    assert news is not None
    return parse(news.body)


def named(name: str, events: list[Told]) -> list[Any]:
    return [one.data for one in events if one.event == name]


def test_a_new_post_is_told_as_the_page_gives_it() -> None:
    events = told_of(post_created("p", title="Line\nbreak  and “quotes”"))
    assert [one.event for one in events] == ["post"]
    assert [events[0].data] == page()


def test_a_comment_is_told_with_its_post_and_its_text_only_once_it_is_approved() -> None:
    apply(post_created("p"))
    pending = told_of(comment_created("c", "p", content="Hello", seconds=3))
    line = {"postId": "p", "id": "c", "createdAt": told(3)}
    assert named("comment", pending) == [line | {"content": None, "status": "pending"}]
    assert named("post", pending)[0]["commentCount"] == 1

    approved = told_of(comment_updated("c", "p", content="Hello", seconds=3))
    assert named("comment", approved) == [line | {"content": "Hello", "status": "approved"}]
    assert named("post", approved) == page()


def test_a_verdict_that_is_taken_back_leaves_no_text_for_who_comes_later() -> None:
    apply(post_created("p"))
    before = changes.current()
    apply(comment_created("c", "p", content="secret"))
    apply(comment_updated("c", "p", content="secret"))
    apply(comment_updated("c", "p", status="rejected", version=3, content="secret"))

    news = telling.news_since(before)
    assert news is not None
    assert b"secret" not in news.body
    assert "secret" not in str(list(Change.objects.values()))


def test_what_is_deleted_is_told_by_its_ids() -> None:
    apply([post_created("p"), comment_created("c", "p")])
    assert named("comment-deleted", told_of(comment_deleted("c", "p"))) == [
        {"id": "c", "postId": "p"}
    ]
    deleted = told_of(post_deleted("p"))
    assert [(one.event, one.data) for one in deleted] == [("post-deleted", {"id": "p"})]


def test_a_comment_of_a_post_that_is_awaited_is_told_when_the_post_comes() -> None:
    assert told_of(comment_created("c", "p")) == []
    events = told_of(post_created("p"))
    assert named("post", events)[0]["comments"][0]["id"] == "c"


def test_what_changed_several_times_is_told_once() -> None:
    before = changes.current()
    for n in range(5):
        apply(post_created("p", title=f"Title {n}"))
    news = telling.news_since(before)
    assert news is not None
    assert [post["title"] for post in named("post", parse(news.body))] == ["Title 4"]


def test_only_the_last_event_of_a_batch_has_the_id() -> None:
    before = changes.current()
    apply([post_created(f"p{n}") for n in range(3)])
    news = telling.news_since(before)
    assert news is not None
    assert [one.id for one in parse(news.body)] == ["", "", str(changes.current())]


def test_events_that_change_nothing_are_no_change() -> None:
    apply(post_created("p"))
    before = changes.current()
    apply(post_created("p"))
    assert changes.current() == before


def test_a_transaction_that_touches_very_much_is_a_reset() -> None:
    before = changes.current()
    apply([post_created(f"p{n}") for n in range(changes.MOST + 1)])
    assert telling.news_since(before) is None
    opening = telling.opening(str(before))
    assert [one.event for one in parse(opening.body)] == ["reset"]
    assert opening.upto == changes.current()


def test_changes_that_touch_very_much_together_are_a_reset() -> None:
    before = changes.current()
    for start in range(0, changes.MOST + 1, 50):
        apply([post_created(f"p{n}") for n in range(start, start + 50)])
    assert telling.news_since(before) is None


def test_the_record_is_bounded_and_who_is_further_back_is_told_to_read_all_anew() -> None:
    first = changes.current()
    apply(post_created("p"))
    Projection.objects.update(change=changes.KEPT + changes.SWEEP_EVERY - 1)
    apply(post_created("q"))

    assert Change.objects.count() == 1
    assert [one.event for one in parse(telling.opening(str(first)).body)] == ["reset"]


@pytest.mark.parametrize(
    "id", ["x", "-", "1", "-1-a", "99999999999999999999-a", "0-", "７-a", "3-b"]
)
def test_an_id_that_is_not_known_is_told_to_read_all_anew(id: str) -> None:
    apply(post_created("p"))
    (told,) = parse(telling.opening(id).body)
    assert told == Told("reset", {}, str(changes.current()))


def test_ids_of_a_projection_that_was_emptied_are_not_known_any_more() -> None:
    apply(post_created("p"))
    before = changes.current()
    reset_projection()
    apply(post_created("p"))

    assert changes.current().number == before.number == 1
    assert telling.news_since(before) is None


def test_ids_of_a_database_that_was_restored_from_an_older_copy_are_not_known_any_more() -> None:
    apply(post_created("p"))
    projection, post = Projection.objects.get(), Post.objects.get()
    apply(post_created("p", title="Lost"))
    lost = changes.current()

    Change.objects.get(number=lost.number).delete()
    projection.save()
    post.save()
    apply(post_created("p", title="Another"))
    assert changes.current().number == lost.number
    assert telling.news_since(lost) is None


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(steps=steps, random=st.randoms(use_true_random=False))
def test_who_reads_the_page_once_and_listens_from_there_has_the_page(
    steps: Sequence[Step], random: Random
) -> None:
    reset_projection()
    copy, position = Copy(), changes.current()
    for window in windows(redelivered(history(steps), random), random):
        apply(window)
        if random.random() < 0.5:  # the others are read together with the next
            continue
        news = telling.news_since(position)
        assert news is not None
        events, position = parse(news.body), news.upto
        copy.hear(events)
        assert [one for one in named("comment", events) if one["status"] != "approved"] == [
            one | {"content": None}
            for one in named("comment", events)
            if one["status"] != "approved"
        ]
        shown = {line["content"] for post in page() for line in post["comments"]}
        for post in named("post", events):
            assert {line["content"] for line in post["comments"]} <= shown
    last = telling.news_since(position)
    assert last is not None
    copy.hear(parse(last.body))

    assert copy.page == page()
