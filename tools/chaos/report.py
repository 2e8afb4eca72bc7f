"""What a run tells of itself: a table, as text and as Markdown."""

import os
import platform
from collections import Counter
from datetime import UTC, datetime

from rich.table import Table

from tools.chaos.faults import DATABASE, NATS, kills
from tools.chaos.run import Result

SHOWN = 20
"""Findings that are told one by one."""


def lines(result: Result, ground: str) -> dict[str, str]:
    """The rows of the table, by their heading."""
    deletions = result.ledger.count_deletions
    done, found = result.faults, Counter(finding.kind for finding in result.findings)
    return {
        "on, seed": f"{ground}, {result.plan.seed}",
        "machine, date": f"{_machine()}, {datetime.now(UTC):%Y-%m-%d}",
        "duration": f"{result.seconds:,.0f} s, {result.plan.clients} clients",
        "killed": f"{kills(done)}, of these {DATABASE} {done[DATABASE]}, {NATS} {done[NATS]}",
        "paused, cut off": f"{done['pause']}, {done['cut']}",
        "ended by themselves": str(done["ended"]),
        "events in the log": f"{result.events:,}",
        "acked": f"{result.ledger.count('acked'):,}, and {deletions('acked'):,} deletions",
        "unknown outcomes": f"{result.ledger.count('unknown') + deletions('unknown'):,},"
        f" {result.taken:,} of them taken",
        "lost": str(found["lost"]),
        "doubled": str(found["doubled"]),
        "out of order": str(found["out of order"]),
        "wrong otherwise": str(found["wrong"]),
        "time to converge": f"{result.converged_after:.1f} s",
    }


def table(result: Result, ground: str) -> Table:
    """For a terminal."""
    shown = Table(title="What became of it", title_justify="left", show_header=False)
    for heading, value in lines(result, ground).items():
        shown.add_row(heading, value)
    return shown


def markdown(result: Result, ground: str) -> str:
    """For a document."""
    rows = [f"| {heading} | {value} |" for heading, value in lines(result, ground).items()]
    return "\n".join(["| | |", "| --- | --- |", *rows])


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
