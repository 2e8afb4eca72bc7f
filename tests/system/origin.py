"""The Express services of bench/origin, as processes beside ours."""

import json
import subprocess
from typing import Any

from tests.system.harness import Process, System
from tools.trial.node import ORIGIN, node
from tools.trial.waiting import PATIENCE


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
