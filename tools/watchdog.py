"""Ends a server whose owner has died without ending it: killed, as a test run may be."""

import subprocess
import sys
from pathlib import Path

# Reads a pipe of which the owner alone holds the other end: it closes when the owner is gone,
# whatever the reason. SIGQUIT is PostgreSQL's immediate shutdown, which ends its children too;
# it ends nats-server as it ends any program that does not catch it.
_WATCH = """\
import os, shutil, signal, sys, time
pid, folder = int(sys.argv[1]), sys.argv[2]
if sys.stdin.buffer.read(1):
    sys.exit()
try:
    os.kill(pid, signal.SIGQUIT)
    for _ in range(600):
        os.kill(pid, 0)
        time.sleep(0.05)
except ProcessLookupError:
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


class Watchdog:
    """Watches over the server `pid` with its `folder` until it is called off."""

    def __init__(self, pid: int, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", _WATCH, str(pid), str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def call_off(self) -> None:
        """The server has ended in good order, or is about to be ended by its owner."""
        self._process.communicate(b".")
