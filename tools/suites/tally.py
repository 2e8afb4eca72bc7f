"""Counts what became of each test, keeps why one failed, and fails a run in which one was skipped.

A skipped test looks green and proves nothing, so it counts as a failure here.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import pytest

REPORT_VARIABLE = "POSTBUS_SUITE_REPORT"
"""Environment variable: the file into which a suite's process writes its counts."""

LINES, LINE = 8, 300
"""How much of an error's message is kept: lines, and characters of each."""


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    xfailed: int = 0
    reasons: list[str] = field(default_factory=list)
    """Of each test that failed or met an error: its name, and on further lines what was raised."""

    @property
    def not_passed(self) -> int:
        """How many tests must be put right before the run is green."""
        return self.failed + self.errors + self.skipped

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `Tally` wrote. Raises OSError or ValueError where there is nothing sound."""
        return cls(**json.loads(path.read_text()))


class Tally:
    """The pytest plugin that counts; `report` is a file for the counts, or None."""

    def __init__(self, report: Path | None) -> None:
        self.counts = Counts()
        self._report = report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.counts.reasons.append(_reason(report))
            if report.when == "call":
                self.counts.failed += 1
            else:
                self.counts.errors += 1
        elif report.skipped:
            if hasattr(report, "wasxfail"):
                self.counts.xfailed += 1
            else:
                self.counts.skipped += 1
        elif report.when == "call":
            self.counts.passed += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.counts.reasons.append(_reason(report))
            self.counts.errors += 1
        elif report.skipped:
            self.counts.skipped += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.counts.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._report:
            self._report.write_text(json.dumps(asdict(self.counts)))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.counts.skipped:
            terminalreporter.section("skipped tests fail the run", red=True)
            terminalreporter.line(
                f"{self.counts.skipped} skipped: a test that cannot run proves nothing. "
                "Provide what it needs, or remove it."
            )


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What failed, and under it the message of the last error."""
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = crash.message.splitlines() if crash else report.longreprtext.splitlines()[-LINES:]
    return "\n    ".join([report.nodeid, *(line[:LINE] for line in lines[:LINES])])
