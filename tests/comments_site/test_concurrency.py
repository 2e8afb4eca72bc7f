"""Several who change one comment, or one post's comments, at the same time."""

from collections.abc import Callable
from functools import partial
from itertools import cycle
from threading import Barrier

import pytest

from comments_site.comments.errors import UnknownPost
from comments_site.comments.models import Comment
from comments_site.comments.services import create_comment, delete_comments
from eventbox.testing import apply
from tests.comments_site.blog import (
    POST,
    a_comment,
    all_at_once,
    emitted,
    moderated,
    post_deleted,
)

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE = 30


def start_together(calls: list[Callable[[], object]]) -> list[Callable[[], object]]:
    start = Barrier(len(calls), timeout=DEADLINE)

    def run(call: Callable[[], object]) -> object:
        start.wait()
        return call()

    return [partial(run, call) for call in calls]


def test_verdicts_applied_at_once_give_each_change_its_own_version() -> None:
    comment = a_comment()
    verdicts = [
        moderated(comment, status) for status, _ in zip(cycle(["approved", "rejected"]), range(6))
    ]
    for done in all_at_once(start_together([partial(apply, verdict) for verdict in verdicts])):
        done.result()
    versions = [event.data["version"] for event in emitted("CommentUpdated")]
    assert versions == list(range(2, 2 + len(versions)))
    now = Comment.objects.get()
    last = emitted("CommentUpdated")[-1].data
    assert (now.version, now.status) == (last["version"], last["status"])


def test_a_comment_that_several_delete_at_once_is_told_of_once() -> None:
    comment = a_comment()
    deletions: list[Callable[[], object]] = [partial(delete_comments, ids=[comment.id])] * 3
    for done in all_at_once(start_together([*deletions, partial(apply, post_deleted())])):
        done.result()
    assert len(emitted("CommentDeleted")) == 1


def test_a_verdict_never_brings_a_deleted_comment_back() -> None:
    comment = a_comment()
    for done in all_at_once(
        start_together(
            [
                partial(apply, moderated(comment, "approved")),
                partial(delete_comments, ids=[comment.id]),
            ]
        )
    ):
        done.result()
    assert not Comment.objects.exists()
    assert len(emitted("CommentDeleted")) == 1


def test_no_comment_outlives_its_post(monkeypatch: pytest.MonkeyPatch) -> None:
    a_comment()
    monkeypatch.setattr("comments_site.comments.services.wait_for_post", lambda known: False)

    def write() -> bool:
        try:
            create_comment(post_id=POST, content="In time?")
        except UnknownPost:
            return False
        return True

    calls: list[Callable[[], object]] = [partial(apply, post_deleted()), *[write] * 4]
    _, *written = [done.result() for done in all_at_once(start_together(calls))]
    assert not Comment.objects.exists()
    created = {event.data["id"] for event in emitted("CommentCreated")}
    assert len(created) == 1 + sum(map(bool, written))
    assert {event.data["id"] for event in emitted("CommentDeleted")} == created
