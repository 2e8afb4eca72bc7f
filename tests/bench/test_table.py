"""The table of what was measured."""

from dataclasses import replace

import pytest

from bench.rounds import Round
from bench.table import cells, figure, markdown
from tests.bench.measured import STUCK, result


def test_a_line_shows_both_sides_with_their_spread_the_ratio_and_the_verdict() -> None:
    assert cells(result([400.0, 500.0, 450.0], [100.0, 100.0, 100.0])) == (
        "1",
        "Accepted: 16 clients",
        "sqlite",
        "450/s (400–500)",
        "Express 100/s (100–100)",
        "4.5 × (4–5)",
        "≥ 4 ×",
        "yes",
    )


def test_a_target_that_was_missed_says_no() -> None:
    assert cells(result([300.0], [100.0]))[-1] == "no"


def test_a_line_without_a_target_on_that_database_is_only_said() -> None:
    assert cells(result([300.0], [100.0], database="postgres"))[-2:] == ("–", "")


def test_a_line_without_a_peer_has_no_ratio() -> None:
    assert cells(result([0.0], None, line=STUCK))[3:] == ("0 (0–0)", "–", "–", "0", "yes")


def test_a_line_that_the_peer_has_nothing_for_has_no_ratio() -> None:
    beside = replace(
        result([0.0], None, line=STUCK), rounds=(Round({"stuck": 0.0}, {"rate": 9.0}),)
    )

    assert cells(beside)[3:] == ("0 (0–0)", "–", "–", "0", "yes")


def test_a_single_round_with_one_stuck_misses_the_target() -> None:
    assert cells(result([0.0, 1.0, 0.0], None, line=STUCK))[-1] == "no"


def test_the_table_in_markdown_has_a_heading_and_a_line_for_each_result() -> None:
    table = list(markdown([result([400.0], [100.0])] * 2))

    assert len(table) == 4
    assert {line.count("|") for line in table} == {9}


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.6, "12,346"), (412.4, "412"), (41.26, "41.3"), (0.6842, "0.684"), (0.0, "0"), (7, "7")],
)
def test_a_figure_has_three_digits_that_count(value: float, text: str) -> None:
    assert figure(value) == text
