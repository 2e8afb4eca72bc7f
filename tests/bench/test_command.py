"""The command line, and which rows it measures."""

import pytest

from bench.__main__ import DATABASES, chosen, parse
from bench.row import Row
from bench.rows import all_rows

ROWS = all_rows()


def numbers(rows: list[Row]) -> list[int]:
    return [row.number for row in rows]


def test_without_options_every_row_is_measured_on_both_databases() -> None:
    options = parse([], ROWS)

    assert options.database == list(DATABASES)
    assert chosen(ROWS, options.rows, quick=options.quick) == ROWS


def test_a_quick_run_has_the_rows_for_a_glance_on_one_database() -> None:
    options = parse(["--quick"], ROWS)

    assert options.database == ["sqlite"]
    assert {1, 2, 3, 4} <= set(numbers(chosen(ROWS, options.rows, quick=True)))


def test_rows_and_database_can_be_named() -> None:
    options = parse(["--rows", "1,3", "--database", "postgres", "--rounds", "7"], ROWS)

    assert numbers(chosen(ROWS, options.rows, quick=False)) == [1, 3]
    assert (options.database, options.rounds) == (["postgres"], 7)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rows", "99"], "there is no row 99"),
        (["--rows", "first"], "takes numbers"),
        (["--rounds", "0"], "at least 1"),
        (["--database", "mysql"], "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(arguments, ROWS)

    assert said in capsys.readouterr().err


def test_every_row_has_a_number_of_its_own_and_says_what_it_measures() -> None:
    assert len(set(numbers(ROWS))) == len(ROWS)
    assert all(row.title and row.lines and row.databases for row in ROWS)
