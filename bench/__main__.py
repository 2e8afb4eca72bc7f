"""`python -m bench`: measure the rows in alternating rounds, print the table, write the results.

bench/results.md and the pictures are written by a run of all rows alone.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

from bench.machine import description
from bench.report import show, write
from bench.rounds import Round, alternate
from bench.row import Missing, Row
from bench.rows import all_rows
from bench.stage import Stage, stage
from bench.table import Result, figure, results
from tools.stopping import SIGNALS

DATABASES = ("sqlite", "postgres")
ROUNDS, QUICK_ROUNDS = 5, 3


def main(arguments: Sequence[str]) -> int:
    """Run. Returns 0, whatever was reached: to miss a target is a result."""
    rows = all_rows()
    options = parse(arguments, rows)
    wanted = chosen(rows, options.rows, quick=options.quick)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    try:
        for row in wanted:
            row.check()
    except Missing as missing:
        sys.exit(str(missing))
    machine = list(description())
    found: list[Result] = []
    notes: list[str] = []
    try:
        for database in options.database:
            with stage(database, quick=options.quick, rounds=rounds) as place:
                for row in wanted:
                    if database in row.databases:
                        found += results(row, database, measure(row, place, rounds))
                said = place.notes + place.generator.verdict()
                notes += [f"{note} ({database})" for note in said]
    finally:  # who stops it is shown what was measured until then
        found.sort(key=lambda result: result.row.number)
        show(found, machine, notes)
    if len(wanted) == len(rows) and not options.quick:
        write(found, machine, notes)
    return 0


def parse(arguments: Sequence[str], rows: Sequence[Row]) -> argparse.Namespace:
    """The command line."""
    numbers = ", ".join(str(row.number) for row in rows)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", help=f"some rows only, such as 1,3; there are {numbers}")
    parser.add_argument("--database", choices=DATABASES, help="one of the two only")
    parser.add_argument("--rounds", type=int, help=f"{ROUNDS}, unless told otherwise")
    parser.add_argument("--quick", action="store_true", help="less of everything, for a glance")
    options = parser.parse_args(arguments)
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds is at least 1")
    usual = DATABASES[:1] if options.quick else DATABASES
    options.database = [options.database] if options.database else list(usual)
    try:
        options.rows = {int(word) for word in (options.rows or "").split(",") if word.strip()}
    except ValueError:
        parser.error(f"--rows takes numbers, separated by commas: {numbers}")
    unknown = options.rows - {row.number for row in rows}
    if unknown:
        parser.error(f"there is no row {min(unknown)}; there are {numbers}")
    return options


def chosen(rows: Sequence[Row], numbers: set[int], *, quick: bool) -> list[Row]:
    """Those with the numbers; without any, all, or those that a quick run has."""
    if numbers:
        return [row for row in rows if row.number in numbers]
    return [row for row in rows if row.quick or not quick]


def measure(row: Row, place: Stage, rounds: int) -> list[Round]:
    """All rounds of one row, each told of as it ends."""
    beside = f", beside {row.peer}" if row.peer else ""
    say(f"{row.number}. {row.title} on {place.database}{beside}: getting ready ...")
    found: list[Round] = []
    with row.sides(place) as sides:
        began = time.monotonic()
        for each in alternate(sides.ours, sides.peer, rounds):
            found.append(each)
            seconds = time.monotonic() - began
            say(f"   round {len(found)} of {rounds} ({seconds:.0f} s): {told(row, each)}")
    return found


def told(row: Row, each: Round) -> str:
    """One round, in a line."""
    words = []
    for line in row.lines:
        peer = each.peer or {}
        beside = f" against {figure(peer[line.key])}" if line.key in peer else ""
        words.append(f"{line.key} {figure(each.ours[line.key])}{beside} {line.unit}".rstrip())
    return "; ".join(words)


def stop(number: int, frame: object) -> None:
    """Leave by way of every `with`, which ends what runs. Raises SystemExit."""
    sys.exit(f"Stopped by {signal.Signals(number).name}; nothing was written.")


def end_children() -> None:
    """Kill what is left: a process that began in the moment of a signal is known to nobody."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()


def say(text: str) -> None:
    """Progress, at once."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    for number in SIGNALS:
        signal.signal(number, stop)
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        end_children()
