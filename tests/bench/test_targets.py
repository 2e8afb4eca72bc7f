"""When a line of the table has reached what it is to reach."""

import pytest

from bench.rounds import Spread
from bench.targets import AtLeast, AtMost, Limit, Never, Target

OURS = Spread(median=10.0, low=0.0, high=20.0)


@pytest.mark.parametrize(
    ("target", "ratio", "reached"),
    [
        (AtLeast(4), 4.0, True),
        (AtLeast(4), 3.99, False),
        (AtMost(0.5), 0.5, True),
        (AtMost(0.5), 0.51, False),
    ],
)
def test_a_ratio_is_judged_by_its_median(target: Target, ratio: float, reached: bool) -> None:
    assert target.reached(OURS, Spread(ratio, 0.0, 100.0)) is reached


@pytest.mark.parametrize("target", [AtLeast(4), AtMost(0.5)])
def test_a_ratio_that_could_not_be_taken_reaches_nothing(target: Target) -> None:
    assert not target.reached(OURS, None)


def test_a_limit_is_judged_by_our_median() -> None:
    assert Limit(10).reached(OURS, None)
    assert not Limit(9).reached(OURS, None)


def test_what_must_never_happen_is_judged_by_the_worst_round() -> None:
    assert not Never().reached(Spread(median=0.0, low=0.0, high=1.0), None)
    assert Never().reached(Spread(0.0, 0.0, 0.0), None)


def test_targets_are_told_in_a_few_characters() -> None:
    assert [str(each) for each in (AtLeast(4), AtMost(0.5), Limit(450), Never())] == [
        "≥ 4 ×",
        "≤ 0.5 ×",
        "≤ 450",
        "0",
    ]
