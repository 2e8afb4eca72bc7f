"""A whole run, made as short as it can be: the real services, the real peers."""

import subprocess
import sys

from tools.house import ROOT

LIMIT = 540.0


def test_a_run_measures_the_services_beside_their_peers_and_prints_the_table() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--rows", "2,4", "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "left pending for ever" in done.stdout
    assert "one process, the whole page" in done.stdout
    assert done.stdout.count("Load generator, answers of") >= 2
