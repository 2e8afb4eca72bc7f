"""Rounds in which the sides take turns, and what is said of them."""

import pytest

from bench.rounds import Reading, Round, Spread, alternate, quantile, ratios


def test_the_sides_take_turns_in_beginning() -> None:
    asked: list[str] = []

    def ours() -> Reading:
        asked.append("ours")
        return {"rate": 2.0}

    def peer() -> Reading:
        asked.append("peer")
        return {"rate": 1.0}

    rounds = list(alternate(ours, peer, 3))

    assert asked == ["ours", "peer", "peer", "ours", "ours", "peer"]
    assert rounds == [Round({"rate": 2.0}, {"rate": 1.0})] * 3


def test_who_has_nobody_beside_is_measured_alone() -> None:
    assert list(alternate(lambda: {"rate": 2.0}, None, 2)) == [Round({"rate": 2.0}, None)] * 2


def test_a_spread_is_the_median_between_the_least_and_the_greatest() -> None:
    assert Spread.of([5.0, 1.0, 2.0]) == Spread(median=2.0, low=1.0, high=5.0)


def test_a_ratio_is_taken_within_each_round_so_that_a_slow_minute_does_not_count() -> None:
    slow, quick = Round({"rate": 20.0}, {"rate": 10.0}), Round({"rate": 200.0}, {"rate": 100.0})

    assert ratios([slow, quick], "rate") == [2.0, 2.0]


def test_a_round_in_which_the_peer_gave_nothing_has_no_ratio() -> None:
    assert ratios([Round({"rate": 1.0}, {"rate": 0.0}), Round({"rate": 1.0}, None)], "rate") == []


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 51.0), (0.99, 100.0), (1.0, 100.0)])
def test_a_quantile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert quantile([float(number) for number in range(100, 0, -1)], share) == value
