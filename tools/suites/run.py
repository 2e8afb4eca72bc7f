"""Runs several suites, each in a pytest process of its own, and adds up what became of them."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.postgres import NoPostgres, PostgresServer
from tools.suites.layout import POSTGRES, Suite
from tools.suites.postgres import ADDRESS_VARIABLE
from tools.suites.tally import REPORT_VARIABLE, Counts

AT_ONCE = os.cpu_count() or 1
LIMIT = 40 * 60
"""Seconds after which a suite is taken to hang: interrupted, so that its fixtures clean up."""


@dataclass(frozen=True)
class Outcome:
    suite: Suite
    counts: Counts
    seconds: float
    complaint: str
    output: str


def run_suites(suites: Sequence[Suite], options: Sequence[str], *, root: Path) -> int:
    """Run `suites`, print each one's output whole, then a table, why tests failed, and the total.

    `options` go to every pytest process. Returns 0 when every suite passed, 1 otherwise; a suite
    that ran no test has not passed, unless `options` select tests and another suite had some.
    """
    outcomes: list[Outcome] = []
    with contextlib.ExitStack() as stack:
        postgres = _postgres(suites, stack)
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        running = [pool.submit(run_suite, suite, options, root, postgres) for suite in suites]
        try:
            for finished in as_completed(running):
                outcomes.append(finished.result())
                _show(outcomes[-1])
        except KeyboardInterrupt:
            # The terminal has interrupted the running suites as well; begin no further one.
            pool.shutdown(cancel_futures=True)
            return pytest.ExitCode.INTERRUPTED
    outcomes.sort(key=lambda outcome: outcome.suite.title)
    return _conclude(outcomes)


def run_suite(
    suite: Suite, options: Sequence[str], root: Path, postgres: str | None = None
) -> Outcome:
    """Run one suite to its end and read its counts; `postgres` is the server for those on it."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    if suite.database == POSTGRES and postgres:
        environment |= {ADDRESS_VARIABLE: postgres}
    if sys.stdout.isatty():
        environment |= {"FORCE_COLOR": "1"}
    print(f"tests/{suite.title} begins", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "counts.json")
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", f"tests/{suite.name}"),
                *("--database", suite.database),
                *("-o", f"cache_dir=.pytest_cache/{suite.title}", *options),
            ],
            cwd=root,
            env=environment | {REPORT_VARIABLE: str(report)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        output, timed_out = _communicate(process)
        seconds = time.monotonic() - began
        complaint = "" if process.returncode == 0 else _complaint(process.returncode)
        try:
            counts = Counts.load(report)
        except (OSError, ValueError):
            counts = Counts()
            complaint = complaint or "ended without counts"
    if timed_out:
        complaint = f"did not end within {LIMIT} s"
    if process.returncode == pytest.ExitCode.NO_TESTS_COLLECTED and _selects(options):
        complaint = ""
    return Outcome(suite, counts, seconds, complaint, output)


def _postgres(suites: Sequence[Suite], stack: contextlib.ExitStack) -> str | None:
    """The address of one server for all suites that are to run on it, ended with the `stack`."""
    if all(suite.database != POSTGRES for suite in suites):
        return None
    try:
        return stack.enter_context(PostgresServer(durable=False)).databases.address
    except NoPostgres as error:
        raise SystemExit(str(error)) from None


def _communicate(process: subprocess.Popen[str]) -> tuple[str, bool]:
    try:
        return process.communicate(timeout=LIMIT)[0], False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=30)[0], True
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0], True


def _complaint(code: int) -> str:
    match code:
        case pytest.ExitCode.TESTS_FAILED:
            return "failed"
        case pytest.ExitCode.INTERRUPTED:
            return "interrupted, or could not be collected"
        case pytest.ExitCode.NO_TESTS_COLLECTED:
            return "collected no test"
        case _ if code < 0:
            return f"killed by {signal.Signals(-code).name}"
        case _:
            return f"pytest ended with {code}"


def _selects(options: Sequence[str]) -> bool:
    return any(option.startswith(("-k", "-m", "--lf", "--last-failed")) for option in options)


def _show(outcome: Outcome) -> None:
    print(f"\n######## tests/{outcome.suite.title} ########", flush=True)
    print(outcome.output.rstrip(), flush=True)


def _conclude(outcomes: Sequence[Outcome]) -> int:
    print(f"\n{'suite':<26}{'passed':>8}{'failed':>8}{'errors':>8}{'skipped':>9}{'seconds':>9}")
    for outcome in outcomes:
        counts = outcome.counts
        print(
            f"{outcome.suite.title:<26}{counts.passed:>8}{counts.failed:>8}{counts.errors:>8}"
            f"{counts.skipped:>9}{outcome.seconds:>9.1f}  {outcome.complaint}".rstrip()
        )
    for outcome in outcomes:
        for reason in outcome.counts.reasons:
            print(f"\n{outcome.suite.title}: {reason}")
    passed = sum(outcome.counts.passed for outcome in outcomes)
    # A suite may fail as a whole, without any test of it: that counts as one.
    failed = sum(
        max(outcome.counts.not_passed, 1 if outcome.complaint else 0) for outcome in outcomes
    )
    if not passed and not failed:
        print("no test ran")
        return pytest.ExitCode.NO_TESTS_COLLECTED
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
