"""Every service answers as its OpenAPI says, whatever is sent: by schemathesis, DEBUG off.

Each operation is tried with values at the edges, with made-up right and wrong ones, and in
sequences where one answer's ids go into the next request. The cases are the same in every run.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.system.closed import ClosedSystem, bearer
from tests.system.harness import ROOT, SERVICES

EXAMPLES = 50
"""Made-up cases for each operation, besides those at the edges."""

CASES = {"bus": 1000, "posts": 200, "comments": 100, "query": 200, "moderation": 150}
"""So many at least, or else something is no longer described."""

# What a schema cannot say is right (a cursor that the service made itself) may well be refused.
UNFIT = {service: ["positive_data_acceptance"] for service in SERVICES}
# A reviewer may come with a cookie or with a password; taking away one of them proves nothing.
UNFIT["moderation"] += ["ignored_auth"]


@pytest.fixture(scope="module")
def closed() -> Iterator[ClosedSystem]:
    with ClosedSystem() as system:
        system.start()
        yield system


@pytest.mark.parametrize("service", SERVICES)
def test_no_answer_is_an_error_of_ours_or_one_that_the_schema_does_not_allow(
    closed: ClosedSystem, service: str
) -> None:
    headers = {
        "bus": lambda: bearer(closed.token("posts")),
        "moderation": closed.as_reviewer,
    }.get(service, dict)()
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", closed.url(service, "/schema")),
            *("--phases", "examples,coverage,fuzzing,stateful", "--generation-deterministic"),
            *("--max-examples", str(EXAMPLES), "--continue-on-failure", "--no-shrink"),
            *("--checks", "all", "--exclude-checks", ",".join(UNFIT[service])),
            *("--generation-with-security-parameters", "false"),
            *("--request-timeout", "30", "--warnings", "off", "--no-color"),
            *("--exclude-path", "/stream"),  # which has no end to read to
            *(word for one in headers.items() for word in ("--header", ": ".join(one))),
        ],
        cwd=closed.data,
        env=closed[service].environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    found = re.search(r"(\d+) generated", ran.stdout)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr
    assert found, ran.stdout
    assert int(found[1]) >= CASES[service], ran.stdout
