"""How comments under load are counted: settled, stuck, lost."""

import pytest

from bench import settling
from bench.load import Outcome, Request
from tools.trial.waiting import PATIENCE


class MadeUpBlog:
    """Gives the statuses that it was made with, one step a look."""

    patience = 0.05

    def __init__(self, *steps: list[str]) -> None:
        self._steps = list(steps)

    def create_post(self, title: str) -> str:
        return title

    def commenting(self, post_id: str) -> Request:
        return Request(1, "POST", post_id)

    def comment(self, post_id: str) -> str:
        raise NotImplementedError

    def status(self, post_id: str, comment_id: str) -> str | None:
        raise NotImplementedError

    def settled(self, post_ids: list[str]) -> int:
        if len(self._steps) > 1:
            del self._steps[0]
        return self._steps[0].count("approved")

    def statuses(self, post_ids: list[str]) -> list[str]:
        return self._steps[0]


@pytest.fixture(autouse=True)
def accepted_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def put(clients: list[Request], *, seconds: float, expected: int) -> Outcome:
        return Outcome(0.0, seconds, 3, [], 1, 0.0)

    monkeypatch.setattr(settling, "put", put)


def counted(blog: MadeUpBlog) -> tuple[int, int, int]:
    seen = settling.let_settle(blog, seconds=1.0)
    return seen.settled, seen.stuck, seen.lost


def test_it_is_waited_until_the_last_verdict_is_there() -> None:
    blog = MadeUpBlog([], ["approved", "pending"], ["approved"] * 3)
    blog.patience = PATIENCE
    assert counted(blog) == (3, 0, 0)


def test_what_is_pending_when_nothing_moves_any_more_is_stuck() -> None:
    assert counted(MadeUpBlog([], ["approved", "approved", "pending"])) == (2, 1, 0)


def test_what_was_accepted_and_is_not_there_is_lost() -> None:
    assert counted(MadeUpBlog([], ["approved"])) == (1, 0, 2)
