"""What the idle system is measured by."""

import os
import subprocess
import sys

from bench.houses import megabytes

HOLDER = "import sys; held = b'x' * 60_000_000; print(flush=True); sys.stdin.read()"


def test_memory_is_that_of_a_process_and_of_all_below_it() -> None:
    before = megabytes(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        more = megabytes(os.getpid()) - before
        assert child.stdin is not None
        child.stdin.close()

    assert 50 < more < 120
