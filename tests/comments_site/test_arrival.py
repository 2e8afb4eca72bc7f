"""Waiting for a post: how long, how many at once, and that no wake-up is missed. No database."""

from collections.abc import Iterator

import pytest

from comments_site.comments.arrival import KNOWN_POSTS, MOST_WAITERS, wait_for_post, waiters


class Hours:
    """A clock and the news that it brings: each wait takes as long as it may."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def news(self, channel: str) -> "Hours":
        assert channel == KNOWN_POSTS
        return self

    def wait(self, timeout: float) -> bool:
        self.waits.append(timeout)
        self.now += timeout
        return False


def wait(answers: Iterator[bool], hours: Hours) -> bool:
    return wait_for_post(lambda: next(answers), news=hours.news, clock=hours)


def never() -> Iterator[bool]:
    while True:
        yield False


def test_a_post_that_never_comes_is_waited_for_one_second() -> None:
    hours = Hours()
    assert wait(never(), hours) is False
    assert sum(hours.waits) == pytest.approx(1)


def test_a_post_that_has_come_meanwhile_is_not_waited_for() -> None:
    hours = Hours()
    assert wait(iter([True]), hours) is True
    assert hours.waits == []


def test_the_wait_ends_with_the_post() -> None:
    hours = Hours()
    assert wait(iter([False, False, True]), hours) is True
    assert len(hours.waits) == 2


def test_the_post_is_looked_for_a_last_time_when_the_second_is_over() -> None:
    hours = Hours()
    answers = iter([False] * 10 + [True])
    assert wait(answers, hours) is True
    assert hours.now == pytest.approx(1)


def test_news_between_the_first_look_and_the_wait_are_not_missed() -> None:
    order: list[str] = []

    class Listening:
        def __init__(self, channel: str) -> None:
            order.append("listen")

        def wait(self, timeout: float) -> bool:
            return True

    def look() -> bool:
        order.append("look")
        return True

    assert wait_for_post(look, news=Listening)
    assert order == ["listen", "look"]


def test_one_too_many_does_not_wait() -> None:
    hours = Hours()
    for _ in range(MOST_WAITERS):
        assert waiters.acquire(blocking=False)
    try:
        assert wait(never(), hours) is False
    finally:
        waiters.release(MOST_WAITERS)
    assert hours.waits == []


def test_a_place_is_given_back_however_the_wait_ends() -> None:
    def fail() -> bool:
        raise ConnectionError("the database went away")

    for _ in range(MOST_WAITERS + 1):
        with pytest.raises(ConnectionError):
            wait_for_post(fail)
    assert wait(iter([True]), Hours())
