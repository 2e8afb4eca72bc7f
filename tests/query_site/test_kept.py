"""A process keeps a few answers, and none that is large."""

from chassis.front import Head
from query_site.query.kept import LARGEST, MOST, Answer, Kept


def answer(body: bytes = b"x") -> Answer:
    return Answer("s", "/posts", Head(200, []), body)


def test_a_few_answers_are_kept_those_that_were_asked_for_last() -> None:
    kept = Kept()
    for n in range(MOST):
        kept.put(n, answer())
    assert kept.get(0) is not None
    kept.put("new", answer())
    assert kept.get(0) is not None
    assert kept.get(1) is None
    assert kept.get("new") is not None


def test_what_is_large_is_not_kept() -> None:
    kept = Kept()
    kept.put("large", answer(b"x" * (LARGEST + 1)))
    assert kept.get("large") is None


def test_all_can_be_forgotten() -> None:
    kept = Kept()
    kept.put(1, answer())
    kept.clear()
    assert kept.get(1) is None
