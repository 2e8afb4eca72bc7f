"""A whole run, made as short as it can be: the real services, the real peers."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from tools.house import ROOT
from tools.trial.waiting import wait_until

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


def test_a_run_that_is_stopped_leaves_no_process_behind(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "bench", "--quick", "--rows", "1"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: started_in(tmp_path), "a web server runs", seconds=LIMIT)
        run.terminate()
        _, said = run.communicate(timeout=LIMIT)
    finally:
        run.kill()

    assert "Stopped by SIGTERM" in said
    assert not started_in(tmp_path)
    assert not list(tmp_path.glob("bench-*"))


def started_in(folder: Path) -> list[int]:
    """The web servers whose data lie there."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        if "granian" in " ".join(process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                if process.environ().get("POSTBUS_DATA_DIR", "").startswith(str(folder)):
                    found.append(process.pid)
    return found
