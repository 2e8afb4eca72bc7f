"""Trying a service by its own OpenAPI: schemathesis as a command, and what it came to."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.harness import ROOT

Step = tuple[str, str]
"""An operation and the next one, which was called with what the first one answered."""


@dataclass(frozen=True)
class Trial:
    """`said` is all that was printed; `passed`: no answer was wrong."""

    passed: bool
    said: str
    requests: int
    followed: Counter[Step]
    """How often a step was gone whose second answer was a success."""


def try_out(
    url: str,
    *options: str,
    folder: Path,
    environment: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
) -> Trial:
    """Run it on the schema at `url`.

    Half of the time a parameter such as `path.id` or `body.name` has a value that is `known`.
    """
    settings, report = folder / "schemathesis.toml", folder / "report.ndjson"
    settings.write_text("".join(_settings_for(known)))
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run", url),
            *("--report-ndjson-path", str(report), "--no-color", *options),
        ],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    calls = list(_calls(report)) if report.exists() else []
    return Trial(
        passed=ran.returncode == 0,
        said=ran.stdout[-20_000:] + ran.stderr,
        requests=len(calls),
        followed=Counter(step for step, status in calls if step and status < 300),
    )


def _settings_for(known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, values in known.items():
        yield f'[dictionaries."{name}"]\nvalues = {json.dumps(list(values))}\n'
    # Wrong values come in the other phases; a sequence is only as long as it goes well.
    yield '[phases.stateful]\ngeneration.mode = "positive"\n'
    yield "[parameters]\n"
    for name in known:
        yield f'"{name}" = {{ dictionary = "{name}", probability = 0.5 }}\n'


def _calls(report: Path) -> Iterator[tuple[Step | None, int]]:
    """Each request that was answered: the step that led to it, if one did, and the status."""
    for line in report.read_text("utf-8").splitlines():
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        for id, call in recorder.get("interactions", {}).items():
            if answer := call.get("response"):
                yield _step(recorder["cases"].get(id, {})), answer["status_code"]


def _step(case: Mapping[str, Any]) -> Step | None:
    """Of "POST /posts -> [201] GetPost -> GET /posts/{post_id}" its two ends."""
    if not case.get("is_transition_applied"):
        return None
    first, _, last = case["transition"]["id"].split(" -> ")
    return first, last
