"""Comments on posts that the service has not heard of: a moment ago, ever, or any more."""

from collections.abc import Callable
from functools import partial
from threading import Event as Signal

import pytest
from django.db import connection
from django.test import Client

from comments_site.comments import services
from comments_site.comments.arrival import (
    KNOWN_POSTS,
    MOST_WAITERS,
    POLL,
    wait_for_post,
    waiters,
)
from comments_site.comments.models import Comment
from eventbox.testing import apply, published
from eventbox.wakeup import Waiter
from tests.comments_site.blog import POST, all_at_once, comment, post_created, post_deleted

DEADLINE = 30
UNKNOWN = (404, {"detail": "There is no such post."})

StartWaiting = Callable[[Signal], list[bool]]


class Rendezvous:
    """Waits as `Waiter` does, and tells that it is about to."""

    def __init__(self, channel: str, *, waiting: Signal, in_transaction: list[bool]) -> None:
        self._waiter = Waiter(channel)
        self._waiting = waiting
        self._in_transaction = in_transaction

    def wait(self, timeout: float) -> bool:
        self._in_transaction.append(connection.in_atomic_block)
        self._waiting.set()
        return self._waiter.wait(timeout)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> StartWaiting:
    """Requests wait for longer than a slow machine needs; the signal is set when one does."""

    def meet_at(waiting: Signal) -> list[bool]:
        in_transaction: list[bool] = []
        news = partial(Rendezvous, waiting=waiting, in_transaction=in_transaction)
        monkeypatch.setattr(
            services, "wait_for_post", partial(wait_for_post, news=news, patience=DEADLINE)
        )
        return in_transaction

    return meet_at


@pytest.mark.django_db(transaction=True)
def test_a_comment_on_a_post_that_becomes_known_meanwhile_is_taken(patient: StartWaiting) -> None:
    waiting = Signal()
    in_transaction = patient(waiting)

    def post_arrives() -> None:
        assert waiting.wait(DEADLINE), "nobody waits for the post"
        assert not Comment.objects.exists()
        apply(post_created())

    def write() -> None:
        status, answer = comment(Client(), "Early")
        assert (status, answer["content"]) == (201, "Early")

    for done in all_at_once([write, post_arrives]):
        done.result()
    assert [event.type for event in published()] == ["CommentCreated"]
    assert in_transaction
    assert not any(in_transaction), "a transaction was open during the wait"


@pytest.mark.django_db(transaction=True)
def test_several_who_wait_for_one_post_all_get_their_comment(patient: StartWaiting) -> None:
    waiting = Signal()
    patient(waiting)

    def post_arrives() -> None:
        assert waiting.wait(DEADLINE)
        apply(post_created())

    def write() -> None:
        assert comment(Client(), "Early")[0] == 201

    for done in all_at_once([*[write] * MOST_WAITERS, post_arrives]):
        done.result()
    assert Comment.objects.count() == MOST_WAITERS


@pytest.mark.django_db(transaction=True)
def test_the_arrival_of_a_post_wakes_those_who_wait() -> None:
    news = Waiter(KNOWN_POSTS)
    apply(post_created())
    assert news.wait(POLL)


@pytest.mark.django_db
def test_a_comment_on_a_post_that_never_comes_is_refused_with_404(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "wait_for_post", partial(wait_for_post, patience=0))
    assert comment(api, "To nobody") == UNKNOWN
    assert not Comment.objects.exists()
    assert published() == []


@pytest.mark.django_db
def test_where_too_many_wait_already_the_answer_comes_at_once(api: Client) -> None:
    for _ in range(MOST_WAITERS):
        assert waiters.acquire(blocking=False)
    try:
        assert comment(api, "To nobody") == UNKNOWN
    finally:
        waiters.release(MOST_WAITERS)


@pytest.mark.django_db
def test_nobody_waits_for_a_post_whose_id_no_post_can_have(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "wait_for_post", None)
    assert comment(api, "To nobody", f"/posts/{'x' * 256}/comments") == UNKNOWN


@pytest.mark.django_db
def test_nobody_waits_with_a_comment_that_would_be_refused(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "wait_for_post", None)
    assert comment(api, "")[0] == 400


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["-1", "null", "%F0%9F%A6%89", "%ED%A0%80", "%", "'; --"])
def test_an_unknown_id_of_whatever_shape_is_answered_with_404(
    api: Client, monkeypatch: pytest.MonkeyPatch, id: str
) -> None:
    monkeypatch.setattr(services, "wait_for_post", partial(wait_for_post, patience=0))
    assert comment(api, "To nobody", f"/posts/{id}/comments") == UNKNOWN


@pytest.mark.django_db
def test_a_post_that_was_deleted_takes_no_comment(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "wait_for_post", partial(wait_for_post, patience=0))
    apply([post_created(), post_deleted()])
    assert comment(api, "Too late") == UNKNOWN
    assert POST not in str(published())
